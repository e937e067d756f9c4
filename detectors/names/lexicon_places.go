package names

var placeLists = []list{
	// Words that end what is not a person: John Deere Company, Stanford University, Jordan River.
	{org, `
inc incorporated ltd limited llc llp plc corp corporation co company companies gmbh ag kg ohg mbh se sa sas sarl sarl
srl spa bv nv ab oy oyj aps asa as kk pty pte lp sl slu sau ltda eireli zoo sp spzoo spolka
group holding holdings partners associates consulting solutions services systems technologies technology industries
enterprises ventures capital bank banking insurance financial trust fund foundation institute institution university college
school academy hospital clinic center centre church cathedral chapel temple museum library theatre theater stadium arena hotel
resort inn restaurant cafe bar pub mall market store stores shop airport station terminal harbor harbour port bridge
tower building hall house palace castle park garden gardens forest river lake mountain mountains mount valley beach island
islands bay ocean sea desert canyon creek falls county city town village state province district region republic kingdom
empire union federation association society club league team committee council commission agency department ministry office
bureau board court parliament senate congress party army navy police times post journal news magazine press
gazette tribune herald books publishing records studios studio pictures films media networks network software labs laboratory
laboratories research pharmaceuticals motors airlines airways railway motor electric energy oil gas foods brewing
award awards prize medal cup bowl festival conference summit symposium tournament championship
act law bill treaty code protocol standard framework library engine server client database cloud platform api sdk app
edition version release project program programme plan model method algorithm theorem lemma equation function
distribution process test syndrome disease virus effect scale index score rule principle paradox conjecture transform filter
brothers bros sons daughters family band orchestra symphony quartet trio choir
street st avenue ave road rd boulevard blvd lane ln drive dr way court ct place pl square sq terrace highway hwy parkway pkwy
universidad instituto institut hospital clinica unidad servicio departamento banco fundacion asociacion sociedad empresa ayuntamiento ministerio
universitat klinik krankenhaus verein stiftung universite hopital banque societe fondation association
universita ospedale banca societa fondazione universidade fundacao sociedade
uniwersytet szpital bank fundacja stowarzyszenie universiteit ziekenhuis stichting
`},
	// Words that begin it: University of, Hospital San Juan, Lake Victoria.
	{orgBefore, `
university college school institute academy hospital clinic bank church cathedral hotel restaurant museum library theatre
fort port mount mt lake cape camp river isle st saint sankt santa santo san sao puerto playa isla monte villa ciudad
republic kingdom state city county town village district department ministry office court battle treaty port
universidad colegio escuela instituto hospital clinica centro banco iglesia hotel restaurante museo biblioteca teatro
servicio unidad departamento seccion facultad ayuntamiento fundacion
universitat schule klinikum klinik krankenhaus kirche bahnhof firma
universite lycee ecole college hopital clinique banque eglise hotel musee theatre gare mairie chateau
universita scuola liceo ospedale clinica banca chiesa albergo museo teatro
universidade escola hospital banco igreja museu teatro
uniwersytet szkola szpital bank kosciol hotel muzeum teatr urzad sad firma spoldzielnia fundacja spolka
universiteit ziekenhuis kerk gemeente
team project operation hurricane tropical storm typhoon windows visual
`},
	// English, after the name; most have an abbreviation of the United States Postal Service (Publication 28, appendix C1).
	{streetAfter, `
street st str avenue ave av road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace ter trail trl way
parkway pkwy highway hwy circle cir crescent cres close alley aly loop plaza plz turnpike tpke pike expressway expy
freeway fwy causeway cswy crossing xing ridge rdg row run mews gardens grove gate walk path hill hollow heights hts
point pt pointe landing lndg meadow meadows manor mnr view vista esplanade quay wharf bypass route broadway
drives park junction jct commons estates estate green isle knoll lodge mill mills orchard oval pass passage ranch rise
rapids shoal shore shores spring springs spur station stravenue stream summit track trafficway turn union valley viaduct
villages ville wall well wells extension
strasse str gasse weg platz allee damm ufer ring chaussee steig pfad
straat laan plein gracht kade singel dreef steenweg baan
gatan gata vagen vag vej gade veien gaten plads alle torv
utca ut ter korut u
katu tie
ulice ulica trg cesta namesti
sokak sokagi caddesi cadde bulvari
`},
	// Before the name, in other languages than English.
	{streetBefore, `
calle c carrer c/ avenida avda av avgda avinguda paseo passeig pso plaza plaça placa plza pza pz carretera ctra crta camino cami
ronda rda travesia trva callejon glorieta urbanizacion urb poligono pol rua ruela rambla cuesta via callejuela
jiron jr carrera cra kr transversal diagonal calzada prolongacion andador privada cerrada
rue avenue av boulevard bd blvd place pl chemin ch impasse imp allee allees quai route rte cours square passage sentier faubourg
fbg montee esplanade promenade
via viale v.le vle piazza piazzale p.za corso vicolo largo lungomare contrada strada salita borgo vico
rua r avenida travessa tv praca alameda estrada rodovia largo beco ladeira
ulica ul aleja aleje al plac pl osiedle os rondo skwer bulwar rynek
ulitsa prospekt bulevardul strada str calea aleea soseaua bd bul
utca
sokak
`},
	{streetSure, `
street st avenue ave av road rd boulevard blvd lane ln drive dr court ct terrace crescent highway hwy parkway pkwy circle cir
broadway turnpike alley trail expressway
strasse str gasse allee straat laan gracht utca ut u ter katu ulice ulica gatan gata vej vag vagen veien gaten sokak caddesi
namesti
`},
	{streetLoose, `
calle avenida avda av carretera ctra crta paseo camino ronda ulica ul travesia glorieta plaza plza pza rambla carrer rua
`},
	{streetBrief, `c r v s al pl os bd pol urb imp p jr cra kr tv`},
	{unit, `apt apartment apartments suite ste unit floor fl room rm flat bldg building dept lot trailer trlr slip space spc
box piso planta puerta portal escalera esc bajo bloque appartement etage batiment bat interno int scala andar bloco lokal lok
mieszkanie wohnung whg stock og bus hab apto depto dpto`},
	{box, `box pobox po postbox apartado apdo postfach bp casella postal caixa skrytka postbus psc cmr unit`},
	{state, `
al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn
tx ut vt va wa wv wi wy pr vi gu as mp aa ae ap ab bc mb nb nl ns nt nu on pe qc sk yt nsw vic qld tas act
`},
	{ordinalWord, `north south east west northeast northwest southeast southwest n s e w ne nw se sw old new upper lower great little
first second third fourth fifth sixth seventh eighth ninth tenth main high church park oak pine maple cedar elm washington
lake hill river spring station mill king queen victoria martin luther`},
	{means, `phone telephone tel telf tfno telefono telefon telefone telefoon email e-mail mail correo courriel fax mobile movil cell web website`},
	{stop, `telephone tel telf tfno telefono telefon telefone telefoon e-mail correo courriel movil website cp nif dni nhc nass col`},
	{addressLabel, `
address addr street residence residing residencia domicilio direccion adresse anschrift wohnhaft wohnt indirizzo residenza
residente endereco morada adres zamieszkania zamieszkaly zamieszkala zamieszkalym ulica calle rue adress woonachtig
address1 address2 streetaddress
`},
}
