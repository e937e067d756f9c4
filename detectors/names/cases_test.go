package names

// A textCase is a text and the names, or the addresses, that are to be found in it. All of them are made up.
type textCase struct {
	text string
	want []string
}

var peopleCases = []textCase{
	// English
	{"Yesterday Maria Garcia called from the office.", []string{"Maria Garcia"}},
	{"Dear Mr. Xyzzyk, thank you for your letter.", []string{"Xyzzyk"}},
	{"Please ask Dr. Eleanor J. Whitfield-Moss about it.", []string{"Eleanor J. Whitfield-Moss"}},
	{"My name is John O'Brien and I would like to cancel.", []string{"John O'Brien"}},
	{"Hi Sandra,\nthe report is ready.\n\nKind regards,\nThomas", []string{"Sandra", "Thomas"}},
	{"Patient: Robert Hale, admitted on Monday.", []string{"Robert Hale"}},
	{"We met Ludwig van Beethoven's nephew.", []string{"Ludwig van Beethoven"}},
	{"They invited Anna, Peter and Katarzyna to the party.", []string{"Anna", "Peter", "Katarzyna"}},
	{"The contract was signed by J. R. Smith on behalf of the buyer.", []string{"J. R. Smith"}},
	{"\"Leave it,\" said Karen.", []string{"Karen"}},
	// Not names
	{"The Jenkins server runs Ubuntu Linux on Amazon Web Services.", nil},
	{"In May we will mark the end of the March release.", nil},
	{"Mark all messages as read. Will this work? Chase the ball.", nil},
	{"Morgan Stanley and Wells Fargo opened an office in Paris, France.", nil},
	{"Visit the University of Michigan, Stanford University or San Diego.", nil},
	{"Grant Access to the Main Menu and press Enter.", nil},
	{"See Table Two in Chapter Four of the User Guide.", nil},
	{"import java.util.Scanner; String.Join(Martin.Name)", nil},
}

var addressCases = []textCase{
	{"I live at 12 Main Street, Apt 5, Springfield, IL 62704.", []string{"12 Main Street, Apt 5, Springfield, IL 62704"}},
	{"Send it to P.O. Box 1234 before Friday.", []string{"P.O. Box 1234"}},
	{"Vive en la calle Mayor, 5, 28013 Madrid.", []string{"calle Mayor, 5, 28013 Madrid"}},
	{"Mieszka przy ul. Długiej 3/5, 00-950 Warszawa.", []string{"ul. Długiej 3/5, 00-950 Warszawa"}},
	{"Er wohnt in der Hauptstraße 12a, 10115 Berlin.", []string{"Hauptstraße 12a, 10115 Berlin"}},
	{"Elle habite 12 rue de la Paix, 75002 Paris.", []string{"12 rue de la Paix, 75002 Paris"}},
	{"Abita in via Garibaldi 7, 20121 Milano.", []string{"via Garibaldi 7, 20121 Milano"}},
	{"Hij woont op de Keizersgracht 123, 1015 CJ Amsterdam.", []string{"Keizersgracht 123, 1015 CJ Amsterdam"}},
	{"Mora na Rua das Flores, 45, Lisboa.", []string{"Rua das Flores, 45"}},
	{"10 Downing Street, London SW1A 2AA", []string{"10 Downing Street, London SW1A 2AA"}},
	// Not addresses
	{"There are 10 Best Ways to do it, and 3 Key Points.", nil},
	{"In 2019 Apple sold more.", nil},
	{"Version 2 Main Branch", nil},
}
