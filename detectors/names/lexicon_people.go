package names

// A list is the words of one role.
type list struct {
	role  role
	words string
}

// lists are the words that have a role, in English, Spanish, German, French, Italian, Portuguese, Polish and Dutch, folded.
// They were written for this package.
var lists = [][]list{peopleLists, placeLists}

var peopleLists = []list{
	// Words that begin sentences, and others that are written with a capital and are no names.
	{stop, `
a about above after again all also although am among an and another any anyone anything are as at because been before
being below between both but by can cannot click could did do does doing done down during each either else enter even every
everyone everything few first for from further get had has have having he hello her here hers herself him himself his how
however i if in into is it its itself just last later let like many me more moreover most much must my myself neither never
next no nobody none nor not note nothing now of off on once one only or other our ours out over own page part per please
return see select set she should since so some someone something step still such table than thank thanks that the their
theirs them themselves then there therefore these they this those though through thus to today together tomorrow too under until up
upon us use using very was we were what whatever when whenever where whether which while who whoever whom whose why with within
without would yes yesterday yet you your yours yourself dear hi hey ok okay welcome sorry sincerely regards best kind warm
i've i'm i'll i'd don't can't won't it's that's there's what's let's we're you're they're isn't doesn't didn't aren't wasn't weren't
haven't hasn't hadn't wouldn't couldn't shouldn't we've you've they've he's she's we'll you'll they'll he'll she'll who's here's how's
max min appendix chapter section figure version volume article item total amount date time day week month year number name address
phone email fax mobile invoice order account customer dept department subject re fw fwd attn cc ps nb
el la los las un una unos unas lo al del y o u e pero si no porque cuando donde como cual cuales quien quienes que este esta
estos estas ese esa esos esas aquel aquella su sus mi mis tu tus se es son era fue fueron ser estar hay ha han habia con sin
sobre entre hasta desde hacia segun durante tras ante bajo por para mas muy tambien tampoco ya aun asi entonces luego despues
antes ahora hoy ayer siempre nunca todo toda todos todas otro otra otros otras cada algun alguno alguna ningun ninguna nos
remitido edad sexo fecha pais provincia localidad motivo antecedentes historia datos domicilio
der die das ein eine einen einem einer eines und oder aber wenn weil dass ob als wie wo wer was wann warum nicht kein keine mit
ohne von vom zu zum zur bei beim nach vor uber unter zwischen durch fur gegen um aus auf an im ist sind war waren wird werden
wurde hat haben ich du er sie es wir ihr mein meine dein sein seine ihre unser euer dieser diese dieses jeder jede alle auch
nur noch schon sehr hier dort dann heute gestern morgen bitte danke sehr geehrte geehrter
le les l un une des du au aux et ou mais donc or ni car si que qui quoi dont quand comme comment pourquoi ce cet cette ces mon
ma mes ton ta tes sa ses notre nos votre vos leur leurs je tu il elle nous vous ils elles est sont etait ont avec sans sur
sous dans par pour chez vers entre depuis pendant apres avant plus moins tres aussi bien encore toujours jamais tout toute
tous toutes autre autres merci veuillez
il lo gli i uno ed oppure ma se perche quando dove come chi che cosa questo questa questi queste quello quella suo sua suoi
nostro vostro loro io tu lui lei noi voi sono era erano ha hanno con senza su sopra sotto tra fra per da dal dalla nel nella
della dello degli delle piu meno molto anche ancora sempre mai tutto tutta tutti tutte altro altra grazie prego
o os as um uma uns umas e mas se porque quando onde como quem que qual este esta isto esse essa isso aquele aquela seu sua
seus suas meu minha eu ele ela nos eles elas com sem sobre entre ate desde por para pelo pela mais menos muito tambem ainda
sempre nunca todo toda todos todas outro outra obrigado obrigada
i w we z ze na do od o u po za przed przy dla bez przez pod nad oraz albo lub ale bo gdy jesli kiedy gdzie jak kto co ktory ktora
ktore ten ta to ci te tego tej tym jest sa byl byla bylo byli bedzie nie tak tez juz jeszcze tylko bardzo moj moja twoj jego jej
ich nasz wasz ja ty on ona ono my wy oni one sie dziekuje prosze dnia data sygn zarzad umowa faktura nabywca sprzedawca
sprawe wniosek ulga pozycje urzad sad wydzial zawarta numer kwota opis
de het een en of maar want als dat die dit deze wie wat waar wanneer waarom hoe niet geen met zonder van voor na over onder
tussen door tegen om uit op aan in is zijn was waren wordt worden heeft hebben ik jij hij zij wij jullie mijn jouw haar ons
hun ook nog al zeer heel hier daar dan vandaag gisteren morgen alle iedere elke andere bedankt graag
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat
lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre
noviembre diciembre montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober
dezember lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin juillet aout septembre octobre
novembre decembre lunedi martedi mercoledi giovedi venerdi gennaio febbraio aprile maggio giugno luglio settembre
ottobre dicembre janeiro fevereiro marco junho julho setembro outubro novembro dezembro segunda terca quarta quinta
sexta styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien stycznia lutego marca
kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia poniedzialek wtorek sroda czwartek piatek sobota
niedziela januari februari maart mei juli augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
english british american australian canadian irish scottish welsh french german spanish italian portuguese polish dutch
russian chinese japanese korean indian mexican brazilian swedish norwegian danish finnish greek turkish arabic hebrew european africa asia europe america antarctica oceania
african asian latin christian catholic protestant jewish muslim islamic buddhist hindu easter christmas thanksgiving halloween
god lord jesus christ bible internet web earth sun moon north south east west northern southern eastern western
true false null yes error warning info debug todo fixme usage example examples summary introduction overview abstract
conclusion references notes contents chapter license copyright readme changelog
api aws gcp iam dns cpu gpu ram ssd usb url sql xml json html css http https tcp udp ip vpn ssl tls ssh iot ai ml id pin atm iban
bic vat ssn dob pdf csv ceo cto cfo coo cio hr it uk usa eu us uae nato nasa fbi cia irs
`},
	// Products, companies and things that are named as people are.
	{brand, `
amazon google apple microsoft oracle cisco dell intel nvidia adobe tesla ford toyota honda nissan mercedes benz porsche ferrari
chevrolet cadillac lincoln chrysler dodge jeep hyundai kia mazda subaru volvo audi bmw volkswagen renault peugeot citroen fiat dacia opel seat skoda mac iphone ipad android
siemens bosch philips samsung sony nokia motorola lenovo huawei xiaomi canon nikon epson xerox ibm sap netflix spotify uber
lyft airbnb paypal stripe visa mastercard amex discover facebook instagram twitter linkedin youtube tiktok whatsapp telegram
slack zoom skype github gitlab bitbucket jira confluence trello jenkins travis maven gradle docker kubernetes helm terraform
ansible vagrant puppet chef redis postgres mysql mongo mongodb cassandra hadoop spark kafka flink hive hudson lucene solr
tomcat apache nginx linux unix ubuntu debian fedora centos windows macos ios java javascript typescript python ruby
perl rust swift kotlin scala haskell erlang elixir clojure pascal fortran cobol ada lisp scheme prolog julia matlab mathematica
django flask rails laravel angular react vue ember svelte spring hibernate junit selenium cucumber cypress jasmine mocha chai
karma jest webpack babel bootstrap alexa siri cortana watson lambda athena aurora glacier neptune redshift kinesis
dynamo snowflake tableau looker salesforce hubspot zendesk intercom twilio sendgrid mailchimp shopify magento wordpress joomla drupal
hugo darwin firefox chrome safari opera edge chromium mozilla thunderbird outlook excel word powerpoint access visio onenote sharepoint
gutenberg wikipedia wikimedia creative commons linus
starbucks walmart costco target macys nordstrom kroger safeway walgreens cvs pfizer merck novartis roche bayer moderna
chase citi citibank barclays hsbc santander vanguard fidelity schwab blackrock fargo
disney pixar marvel nike adidas puma reebok prada gucci chanel dior hermes versace armani cartier rolex omega tiffany
morgan+stanley wells+fargo charles+schwab johns+hopkins calvin+klein ralph+lauren hugo+boss harley+davidson
jack+daniels jack+daniel mary+kay dow+jones merrill+lynch goldman+sachs barnes+noble warner+bros philip+morris
jp+morgan eli+lilly thomas+cook kate+spade michael+kors tommy+hilfiger levi+strauss monte+carlo aston+martin rolls+royce
mercedes+benz alfa+romeo land+rover general+electric general+motors ernst+young saint+laurent yves+saint+laurent louis+vuitton
dolce+gabbana sara+lee wendy+s marie+curie+actions stanley+cup ryder+cup davis+cup nobel+prize
epstein+barr visual+basic visual+studio ruby+rails red+hat virtual+box internet+explorer
markov gauss gaussian bayes bayesian fourier laplace newton euler hilbert poisson bernoulli boolean euclid euclidean riemann
cartesian turing parkinson alzheimer hodgkin crohn doppler richter celsius fahrenheit kelvin hertz joule watt pascal
sertoli gram leydig wilms doppler foley hamming huffman levenshtein dijkstra unicode ascii
`},
	{title, `
mr mrs mx dr sir madam mister missus messrs mstr
sr sra srta srs sres don dona senor senora senorita senores doctor doctora dra dres lic ing
herr frau herrn fraulein dipl ing
monsieur madame mademoiselle mme mlle mgr maitre
signor signora signorina sigra dott dottssa dottore dottoressa avv
senhor senhora exmo exma
pan pani pana pania panu panem panom panie panow panstwo panna ks mec inz mgr sso ssr ssa
dhr mevr mevrouw meneer heer
`},
	{capitalTitle, `ms miss mm sig`},
	{rank, `
prof professor profesor profesora professeur professore professora president vice prime minister senator governor mayor
congressman congresswoman representative ambassador secretary judge justice sheriff officer detective inspector
captain capt major maj colonel col general gen lieutenant lt sergeant sgt corporal private admiral commander cmdr cpt
king queen prince princess duke duchess earl count countess baron baroness lord lady dame emperor pope
father fr mother sister brother sr rev reverend pastor rabbi imam bishop archbishop cardinal hon honorable
uncle aunt auntie grandma grandpa granny cousin dad mom mum coach nurse director manager chairman chairwoman attorney esq
counsel agent author editor singer actor actress poet composer
presidente ministro ministra alcalde alcaldesa rey reina principe princesa general coronel capitan teniente sargento padre
hermana tio tia abuela abuelo director directora
prasident kanzler kanzlerin minister bundeskanzler konig konigin prinz graf grafin freiherr onkel tante
president roi reine ministre juge commissaire oncle tante pere soeur
papa nonna nonno zio zia
prezes dyrektor prof doktor sedzia minister prezydent kierownik inspektor
`},
	{suffix, `jr sr ii iii iv phd md mba msc bsc dds dvm esq cpa rn facs frcp ma ba jd llm obe mbe cbe kbe dphil edd dmd pharmd np`},
	{particle, `
de del della dello dei degli di da das do dos du la le lo las los van von vom zu zur zum den der ter ten te
vander vanden af bin binti ibn ben al abu mac san d l
`},
	{label, `
name names fullname firstname lastname surname forename username nickname signed signature signatory contact attn attention
author patient employee customer client user applicant beneficiary holder cardholder accountholder owner tenant student candidate
recipient sender from to cc bcc subscriber insured claimant defendant plaintiff witness guest attendee passenger buyer
seller borrower lender manager supervisor representative agent doctor physician nurse father mother spouse husband wife child
prepared+by approved+by reviewed+by by reporter assignee participants attendees present invited
nombre nombres apellido apellidos paciente medico medica doctor doctora cliente titular firmado autor autora responsable remitente
destinatario contacto empleado empleada alumno alumna padre madre esposo esposa beneficiario beneficiaria por
vorname nachname familienname geburtsname ansprechpartner kunde kundin patientin mitarbeiter mitarbeiterin
inhaber inhaberin absender empfanger unterschrift gezeichnet verfasser kontoinhaber mieter vermieter
nom prenom prenoms noms titulaire signataire auteur destinataire expediteur salarie salariee
nome cognome cognomi paziente intestatario firmatario autore destinatario mittente
nomes sobrenome apelido assinado assinatura
imie nazwisko imiona nazwiska pacjent pacjentka klient klientka pracownik podpis wystawil odebral sporzadzil podpisano
przewodniczacy przewodniczaca protokolant protokolantka sedziowie sedzia posiadacz malzonek wlasciciel pelnomocnik zarzadu
czlonek prezes kontrahent powod pozwany zleceniobiorca pracodawca wnioskodawca
naam voornaam achternaam patient klant medewerker
`},
	{person, `
patient wife husband son daughter brother sister mother father mom mum dad uncle aunt cousin nephew niece grandmother
grandfather friend colleague coworker boss manager partner girlfriend boyfriend fiance fiancee neighbor neighbour client
customer employee attorney lawyer actor actress singer author writer director president ceo founder cofounder chairman
engineer developer doctor nurse teacher professor student journalist reporter editor senator player coach captain guitarist
drummer bassist singer songwriter artist composer producer novelist poet painter sculptor philosopher scientist physicist
mathematician architect chef defendant plaintiff witness suspect victim officer detective spokesman spokeswoman spokesperson
assistant secretary named maintainer contributor
paciente hijo hija hermano hermana esposa esposo marido mujer madre padre amigo amiga companero companera doctor doctora abogado
abogada medico medica jefe jefa senor senora director directora presidente presidenta actor actriz escritor escritora
frau mann sohn tochter bruder schwester mutter vater freund freundin kollege kollegin patient patientin kunde kundin arzt
arztin anwalt chef chefin schauspieler sanger autor
femme mari fils fille frere soeur mere pere ami amie collegue patient patiente client cliente avocat medecin docteur
moglie marito figlio figlia fratello sorella madre padre amico amica collega paziente cliente avvocato medico
esposa marido filho filha irmao irma mae pai amigo amiga colega paciente cliente
zona maz syn corka brat siostra matka ojciec przyjaciel kolega kolezanka pacjent pacjentka klient klientka
vrouw man zoon dochter broer zus moeder vader vriend vriendin collega patient
`},
	{greeting, `
dear hi hello hey hiya howdy morning afternoon evening greetings thanks thank+you cheers welcome congratulations sorry goodbye bye
estimado estimada querido querida hola apreciado apreciada gracias
liebe lieber hallo geehrte geehrter danke servus
cher chere bonjour salut bonsoir merci
caro cara gentile ciao egregio salve grazie
prezado prezada caro cara ola oi obrigado
drogi droga szanowny szanowna czesc witaj dziekuje
beste geachte dag
`},
	{closing, `
regards sincerely cheers yours truly respectfully faithfully cordially thanks love best wishes
saludos saludo atentamente cordialmente grusse grussen gruss cordialement salutations saluti cordiali atenciosamente abracos
pozdrawiam powazaniem groeten groet
`},
	{say, `
said says asked asks told tells wrote writes replied replies answered answers explained explains added
shouted shouts whispered exclaimed yelled laughed smiled nodded thinks thought believes believed knew wanted liked
loves loved hates hated lived worked joined joins married
met emailed phoned texted visited bought sold paid signed agreed refused
died born graduated studied teaches taught sings sang directed
complained denied suffered decided announced confirmed argued claimed suggested recalled recalls insisted starring featuring
dijo dice pregunto respondio explico vive trabaja naceo nacio murio acude refiere presenta tiene
sagte sagt fragte antwortete wohnt arbeitet meinte schrieb
habite travaille demande repond explique
disse dice abita lavora chiese rispose vive mora trabalha
powiedzial powiedziala mowi mieszka pracuje napisal napisala zlozyl zlozyla oswiadcza prowadzi reprezentuje podpisal podpisala
sporzadzil sporzadzila zatwierdzil zatwierdzila
zei zegt vroeg woont werkt
`},
	{act, `
is was has had will would does did can could lives works went goes came comes arrived arrives left moved thinks wants likes knows
calls plays played performed performs presents presented reported reports received spent started became
es era tiene ist war hat est etait a e ha jest byl byla is heeft
`},
	{introduce, `
named called introducing
llamo llama llamado llamada llaman heisse heisst heissen namens genannt appelle m’appelle s’appelle m'appelle s'appelle
nomme nommee chiamo chiama chiamato chiamata chamo chama chamado chamada nazywam nazywa imieniem heet heten genaamd
`},
	{copula, `is are was am es son ist sind bin est sont sono e sao jest sa are`},
	{near, `
by with from to and for about tell ask asked told call contact meet met saw see know knows visit helped help thank email emailed
not but cc let between against after like than as give gave given show showed send sent
con por para sobre segun contra
von mit bei fur gegen
par avec pour chez contre
per con
z przez dla od
met voor
`},
	{locative, `in at near towards across throughout within to from en ciudad aus nach dans vers nel nella em na we w`},
	{article, `the a an this that these those our your its each every any some new el la los las un una der die das des den dem ein eine le les une il lo gli uno os as um uma het een`},
}
