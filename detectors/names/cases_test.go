package names

// A textCase is a text and the names, or the addresses, that are to be found in it. All of them are made up.
type textCase struct {
	text string
	want []string
}

var peopleCases = []textCase{
	// English: full names
	{"Yesterday Maria Garcia called from the office.", []string{"Maria Garcia"}},
	{"We met Ludwig van Beethoven's nephew.", []string{"Ludwig van Beethoven"}},
	{"The contract was signed by J. R. Smith on behalf of the buyer.", []string{"J. R. Smith"}},
	{"Grant Hill met Will Smith and Jordan Peele.", []string{"Grant Hill", "Will Smith", "Jordan Peele"}},
	{"According to Priya Raghunathan-Moss, it works.", []string{"Priya Raghunathan-Moss"}},
	{"It was approved by Liam O’Connor and by Shaun McCance.", []string{"Liam O’Connor", "Shaun McCance"}},
	{"The author, Björk Guðmundsdóttir, was not there.", []string{"Björk Guðmundsdóttir"}},
	{"a fix that was reported long ago and in great detail by Johannes\nSchindelin", []string{"Johannes\nSchindelin"}},
	// by context
	{"Dear Mr. Xyzzyk, thank you for your letter.", []string{"Xyzzyk"}},
	{"Please ask Dr. Eleanor J. Whitfield-Moss about it.", []string{"Eleanor J. Whitfield-Moss"}},
	{"My name is John O'Brien and I would like to cancel.", []string{"John O'Brien"}},
	{"Hello, I'm Alice.", []string{"Alice"}},
	{"Hi Sandra,\nthe report is ready.\n\nKind regards,\nThomas", []string{"Sandra", "Thomas"}},
	{"Patient: Robert Hale, admitted on Monday.", []string{"Robert Hale"}},
	{"Name: Ivanka Tzvetkova\nAge: 34", []string{"Ivanka Tzvetkova"}},
	{"They invited Anna, Peter and Katarzyna to the party.", []string{"Anna", "Peter", "Katarzyna"}},
	{"\"Leave it,\" said Karen.", []string{"Karen"}},
	{"My wife Joanna and my brother Mark were there.", []string{"Joanna", "Mark"}},
	{"It was Angela Merkowitz. Later Merkowitz left.", []string{"Angela Merkowitz", "Merkowitz"}},
	{"From: Olumide Adeyemi <o.adeyemi@example.org>", []string{"Olumide Adeyemi"}},
	{"written by Ken Wilkins C<< <ken@example.org> >>", []string{"Ken Wilkins"}},
	{"MARIA GONZALEZ signed.", []string{"MARIA GONZALEZ"}},
	{"Signed: John Smith Jr.", []string{"John Smith"}},
	{"Gonzalez, Maria\nMcCarthy, John A.\nAuthors: Kowalski, Anna; O'Brien, Thomas", []string{
		"Gonzalez, Maria", "McCarthy, John A", "Kowalski, Anna", "O'Brien, Thomas"}},
	// Spanish, Portuguese
	{"El señor García vive con Lucía Fernández Ortega.", []string{"García", "Lucía Fernández Ortega"}},
	{"Nombre: Arturo.\nApellidos: Méndez Gómez.", []string{"Arturo", "Méndez Gómez"}},
	{"Remitido por: Dra. Inmaculada Bravo Ruiz Hospital General", []string{"Inmaculada Bravo Ruiz"}},
	{"O senhor João da Silva assinou. Atenciosamente, Paulo Ferreira", []string{"João da Silva", "Paulo Ferreira"}},
	// German, Dutch
	{"Sehr geehrte Frau Schneider, vielen Dank.\nMit freundlichen Grüßen, Thomas Becker", []string{"Schneider", "Thomas Becker"}},
	{"Mein Name ist Jürgen Großmann.", []string{"Jürgen Großmann"}},
	{"De heer Jan de Vries en Willem van den Berg zijn er.", []string{"Jan de Vries", "Willem van den Berg"}},
	// French, Italian
	{"Madame Dupont est venue avec Jean-Pierre Lefèvre.", []string{"Dupont", "Jean-Pierre Lefèvre"}},
	{"Il signor Bianchi non parla. Mi chiamo Francesca Conti.", []string{"Bianchi", "Francesca Conti"}},
	// Polish, with its cases
	{"Umowę podpisała Anna Nowak-Wiśniewska.", []string{"Anna Nowak-Wiśniewska"}},
	{"na rzecz Marka Nowaka oraz Katarzyny Zielińskiej", []string{"Marka Nowaka", "Katarzyny Zielińskiej"}},
	{"z Panem Tomaszem Wróblem i Panią Joanną Lis", []string{"Tomaszem Wróblem", "Joanną Lis"}},
	// Decomposed: combining marks
	{"El sen\u0303or Garci\u0301a y Jose\u0301 Nun\u0303ez", []string{"Garci\u0301a", "Jose\u0301 Nun\u0303ez"}},

	// No names
	{"", nil},
	{"The Jenkins server runs Ubuntu Linux on Amazon Web Services.", nil},
	{"In May we will mark the end of the March release.", nil},
	{"Mark all messages as read. Will this work? Chase the ball.", nil},
	{"Morgan Stanley and Wells Fargo opened an office in Paris, France.", nil},
	{"Visit the University of Michigan, Stanford University or San Diego.", nil},
	{"Grant Access to the Main Menu and press Enter.", nil},
	{"See Table Two in Chapter Four of the User Guide.", nil},
	{"import java.util.Scanner; String.Join(Martin.Name)", nil},
	{"https://example.com/Maria/Garcia C:\\Users\\Maria\\Garcia @Maria #Garcia", nil},
	{"John F. Kennedy Airport and the Martin Luther King Library.", nil},
	{"The Jordan River, Lake Victoria and Santa Barbara.", nil},
	{"Charles Schwab Corporation, Johnson & Johnson, Ford Motor Company", nil},
	{"In Chapter 3 the Weibull Distribution and the Monte Carlo Method.", nil},
	{"Visual Studio Code, Internet Explorer, Windows Server 2019 Standard", nil},
	{"name: Kubernetes API\nowner: AWS\nName: NETWORK", nil},
	{"My IBAN is here, and An IAM policy.", nil},
	{"Die Regierung hat im Frühjahr ein Gesetz beschlossen; der Richter und der Koch gingen.", nil},
	{"El Hospital Universitario Reina Sofía y la Universidad Rey Juan Carlos", nil},
	{"GitHub, PostgreSQL and JavaScript are not people; Sprint 5, Windows 11.", nil},
	{"Informe clínico del paciente: Varón de 34 años.", nil},
	{"Kontrahent: Enea S.A.", nil},
	{"London, Paris and Madrid", nil},
}

var addressCases = []textCase{
	// United States, United Kingdom, Canada
	{"I live at 12 Main Street, Apt 5, Springfield, IL 62704.", []string{"12 Main Street, Apt 5, Springfield, IL 62704"}},
	{"1600 Pennsylvania Avenue NW, Washington, DC 20500", []string{"1600 Pennsylvania Avenue NW, Washington, DC 20500"}},
	{"Write to\n221B Baker Street\nLondon NW1 6XE\nEngland", []string{"221B Baker Street\nLondon NW1 6XE"}},
	{"24 Sussex Dr, Ottawa, ON K1M 1M4", []string{"24 Sussex Dr, Ottawa, ON K1M 1M4"}},
	{"at 350 5th Avenue and 7 Old Mill Lane.", []string{"350 5th Avenue", "7 Old Mill Lane"}},
	{"Send it to P.O. Box 1234 before Friday.", []string{"P.O. Box 1234"}},
	{"PSC 1234, Box 5678\nAPO AE 09204", []string{"PSC 1234, Box 5678\nAPO AE 09204"}},
	{"we moved to 12 Baker street last year", []string{"12 Baker street"}},
	{"77 Sunset Hill, Suite 300", []string{"77 Sunset Hill, Suite 300"}},
	// Spanish, Portuguese
	{"Vive en la calle Mayor, 5, 28013 Madrid.", []string{"calle Mayor, 5, 28013 Madrid"}},
	{"Domicilio: C/ Manuel Silvela nº 2, 6º A.", []string{"C/ Manuel Silvela nº 2, 6º A"}},
	{"Avda. Ramón y Cajal, 7 y Plaza de los molinos, 28", []string{"Avda. Ramón y Cajal, 7", "Plaza de los molinos, 28"}},
	{"Ctra. Madrid s/n", []string{"Ctra. Madrid s/n"}},
	{"Mora na Rua das Flores, 45, 1200-195 Lisboa.", []string{"Rua das Flores, 45, 1200-195 Lisboa"}},
	// German, Dutch, Nordic
	{"Er wohnt in der Hauptstraße 12a, 10115 Berlin.", []string{"Hauptstraße 12a, 10115 Berlin"}},
	{"Berliner Straße 12, 14169 Berlin", []string{"Berliner Straße 12, 14169 Berlin"}},
	{"Hij woont op de Keizersgracht 123, 1015 CJ Amsterdam.", []string{"Keizersgracht 123, 1015 CJ Amsterdam"}},
	{"Eskelundsvej 15, Postfach 1234", []string{"Eskelundsvej 15", "Postfach 1234"}},
	// French, Italian
	{"Elle habite 12 rue de la Paix, 75002 Paris.", []string{"12 rue de la Paix, 75002 Paris"}},
	{"Abita in via Garibaldi 7, 20121 Milano.", []string{"via Garibaldi 7, 20121 Milano"}},
	// Polish, Hungarian
	{"Mieszka przy ul. Długiej 3/5, 00-950 Warszawa.", []string{"ul. Długiej 3/5, 00-950 Warszawa"}},
	{"Al. Jerozolimskie 100", []string{"Al. Jerozolimskie 100"}},
	{"Wesselényi utca 12", []string{"Wesselényi utca 12"}},
	// by its label
	{"Address: 5 Tlatetilpa", []string{"5 Tlatetilpa"}},

	// No addresses
	{"There are 10 Best Ways to do it, and 3 Key Points.", nil},
	{"In 2019 Apple sold more. During 2017, Monitoring 12 went down. Brigade 5.", nil},
	{"Version 2 Main Branch", nil},
	{"fixed via PR #2012, via RFC 5322 and via X.509", nil},
	{"Wall Street and Abbey Road", nil},
	{"una AV de 0,6 en OD", nil},
	{"12 Dr Smith", nil},
}
