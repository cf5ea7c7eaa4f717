"""English words that are written with a capital in names and still translated into German.

Data only. What is not here and is spelt with a capital inside an English sentence is taken
for a name that looks alike in both languages.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Countries, peoples, cities and rivers that German calls by another name, also in adjectives:
# a word that begins, or if long has in it, one of those behind the colon.
_PLACES = """
american americans: amerik usa us
asia asian asians: asien asiat
austria austrian austrians: osterreich
baltic: balt ostsee
bavaria bavarian: bayer bayr
beijing: peking beijing
belarus belarusian: belarus weissruss
bohemia bohemian: bohm
britain briton britons british: brit grossbrit konigreich engl
brittany breton: bretagn breton
brunswick: braunschweig
burma burmese: birma burma myanmar
carinthia: karnt
china chinese: china chines peking
cologne: koln
cyprus cypriot: zypern zypri
czech czechs czechia czechoslovakia: tschech
dane danes danish denmark: dane dani
danube: donau
dutch dutchman netherlands holland: niederl holland
earth: erd welt
east eastern: ost
egypt egyptian egyptians: agypt
equatorial: aquat
estonia estonian: estland estnisch este
ethiopia ethiopian: athiop
franconia: frank
france french frenchman frenchmen: frank franz
geneva: genf
genoa: genua
german germans germany: deutsch german bundes brd ddr
ghent: gent
greece greek greeks: griech
greenland: gronland
hague: haag
hungary hungarian hungarians: ungar
iceland icelandic: island
india indian indians: indien indisch inde indi
ireland irish irishman: irland irisch ire
jew jews jewish: jude judi
kyiv: kiew kyjiw kyiv
latin latino: latein latin
latvia latvian: lett
lebanon lebanese: liban
lisbon: lissabon
lithuania lithuanian: litau
lorraine: lothring
lucerne: luzern
macedonia macedonian: mazedon makedon
mediterranean: mittelmeer mediterran
milan: mailand
moon: mond
morocco moroccan: marok
moselle: mosel
munich: munch
naples neapolitan: neap
nile: nil
north northern northeast northwest nordic: nord
nuremberg: nurnberg
ottoman: osman
pacific: pazif
palatinate: pfalz
poland polish pole poles: polen polnisch pole
prussia prussian: preuss
rhine rhineland: rhein
roman romans rome: rom romisch
romania romanian: ruman
saxon saxony: sachs
scot scottish scotland: schott
sicily sicilian: sizil
silesia silesian: schles
south southern southeast southwest: sud
spain spaniard spaniards spanish: spani
states: staat usa us
styria: steier
sun: sonn
swabia swabian: schwab
swede swedes sweden swedish: schwed
swiss switzerland: schweiz
tajik tajikistan: tadschik
tehran: teher
thames: themse
trent: trient
tunis tunisia tunisian tunisians: tunes tunis
tuscany tuscan: tosk
venice venetian: vened venez
vienna viennese: wien
vistula: weichsel
wales welsh: wales walis
west western: west
zealand: seeland
"""
PLACES = {
    english: tuple(german.split())
    for line in _PLACES.strip().split("\n")
    for names, _, german in [line.partition(": ")]
    for english in names.split()
}

ORDINARY = _words(
    """
    about academy accident accord acoustic acres act acting active activities administrative
    administrator admiral advanced advent advisor advisory aeronautics affairs after age agency
    agent agriculture aid air aircraft airline airport alcohol alcoholic all alley allied
    almighty alpine also amateur ambassador ambassadress analysis anglo animal anniversary
    annual anti apes apostle appeal applicants applied appraisal appropriations april aqueduct
    arc archbishop archery archipelago archive are area arena armed armies army art article
    artist assembly assistant associate associated astronautics attention attorney audit
    auditors august aunt autonomous autumn avenue average award baby back bang bank bankruptcy
    baptist bar barracks base basin battle bay beach bear beauty belarusan bell benches benefits
    best better beverage bible big bill bird bishop bishopric black blood blue board boat body
    bologna book booking border borough boss boxes boy braggart branch brewery bridge brigade
    broadcasting bronze brother brotherhood brown buddhist budget building bundesrat bundestag
    bureau burger bus but butcher butterfly by cabinet calif camp campaign canal cancer cannon
    canon canton canyon cape capital captain car card cardinal care case castle casualties catch
    cathedral catholic cats cave cell celsius celtic celts cemetery census center central centre
    century ceremony chain chair chairman chairperson chairwoman chamber champion chancellery
    chancellor chancery change channel chaos chapel chaplain chapter charter chemistry chicken
    chief child children choice choir christ christmas church cinema circuit cities citizen
    civic civil class classic clay clearly climate climatic clinic clock club coach coast code
    cold college colonel colony colored comedy command commander commandments commerce
    commercial commissioner committee common commonwealth communist communities companies
    company comprehensive computer concert concerto conduct confederate congress congressional
    congressman congresswoman consequences conservancy conservative conservator consort
    constituent constitutional consulate consumer contest continental contingency control
    cooperative coordinating coptic coroner corporate corps cosmos council councillor councilman
    councilor counsel count counter countess country county coup course court crafts credit
    creek crescent cretaceous crime criminal crisis cross crown cruel cruise crusader crusades
    crystal cultural culture cup currency curse customs cyclone cypriot czechoslovak daily dark
    data daughter dawn day dead deal death debt deep deepening defense deficit degree democracy
    democrat democratic dems dept deputies deputy desert design detective device devil
    dictionary diet digital direct directive director directorate discovery disease disorder
    dispute district doctor dollar domestic downtown dr dragon dream drinking drive drivers drug
    duchess duke during dwarf dying eagle earl early easter economic economist economy editor
    efficient eighth eighties elbe elder elderly electoral electric elementary elephant eleven
    eleventh embassy emergency emperor empire employee employers empress enemy energy engine
    engineer engineering enterprise entrepreneur entry environmental epiphany equal errors
    espionage estate euro eve evening event every ex examiner exchange executive existing exit
    exodus expatriate expo export express external extinct face faculty fair faith fall fame
    family far farm fashion father feast federal federalist fellow ferry festival field fifth
    fifties figure files film financial fire firefighters first fiscal five flag flat fleet
    flight flower flyer food foot football for force foreign foreigner forest forestry former
    forms formula fort fortress forum four fourth free freedom freestyle frenchwoman frequent
    from front frontier fugitive fund fury future gallery gallic game garden gas gate gay
    gazette gender general genesis geography giant girl glass global globe glory goals god
    godfather gold golden good gorge gospel gothic governmental governor grammar grand grandpa
    great greater green grief gross ground group guard guest guide guild gulf gunnery guy
    gymnastics gypsies gypsy hall halloween hand handbook harbor harbour hard harvest head
    headquarters health healthcare heart heaven heavy heights heir help hemisphere here heritage
    hero high higher highland highway hill hindu his hispanic historic history holiday holy home
    homeland honor honorary honour horn horse hospital hotel hours house housing human hunger
    hunter hurricane ice image impact imperative imperial in independent industrial industries
    industry inspector institute interior internal internet interstate inventor invisible
    irishman iron islamic island islanders isle issue its ivory jail january job joint journal
    journey joys judge judiciary jungle junior jury justice kid king kingdom klansman knight
    knowledge koran labor laboratory labour labs ladies lady lake lamentations land lander
    language large last late law lawyer leader leading league left legal legislative legislature
    leisure lesser letter liberal liberty library lieutenant life light limits line lion liquor
    list literary literature little living loan local lockdown long longer look lord lost
    lottery love lower maccabees madam magazine magic magistrate main majesty major manager
    managing mapping march marine maritime market marketing marriage marshal martial mass master
    match mathematics mayor meal medal media medicare medicine medieval medium meeting member
    memorial men mercantile merchant mercy merit metropolitan microcredit middle midwest
    military milky mill millennium miners minister ministry minor miracle mirror miss missile
    mob mobile modern monastery monday monetary mood mortgage moslem mosque most mother motor
    motorway mount mountain mp mr ms multinational municipal museum music muslim mystery narrow
    national native natural nature naval navy near nebula needs neighborhood nerds new newspaper
    next night nine nineties ninth no nobel not nova nuclear numbers nurse nutritional
    observatory observer ocean october of office officer official oil old olive olympic one open
    opera operating operator opinion opportunities orchestra order orphans orthodox our out oval
    overall overseas owners ozone package pact page pain palace panel paper para paras
    paragraph parachute park
    parliamentary part parties partner party pass passover patriarch patrol pavilion peace pearl
    pen penal penalties peninsula pensions pentecost people personal petroleum phase philosophy
    phone photography physics piano pike pilgrim pilot pink pioneer place plague plain plan
    planet play player plaza please pleiades poet poetry police policy poll pond poor pope port
    post poverty power prayer preliminary premier premium preserve presidency president
    presidential press price priest primary prime prince princess principal prison private prize
    probe procedure process product professional professor program programme progressive project
    property prosecuting prosecutor protect protestant province provincial provisional psalm
    public quarter queen questions quiet quran race radio rail railroad railway ranch range
    ranger ratings ray reading real realm rebel records recovery rector red reform refugee
    region regional registry relations relay relief religious remorse report representative
    republic republican republics rescue research researchers reserve resources responsible rest
    retailers return revenge revenue revolutionary rican richest right ring rising risks rite
    river road roadmap roadworks rock rocket role roof rookie room rose routes royal rubber rule
    russo sabbath sacred safe safety saga saint sale samaritan same san sands satan saturday
    saving say saying scale scheme school science scientific scientist scotsman sea second
    secret secretary sector securities seed seekers select senate senator senior sergeant
    servants service seven seventies several shadow sharia shia shield shiite shoe shop shopping
    short show showroom shuttle sikh silk silver single sir sister site six sixth sixties sky
    sleep small snake social socialist societies society soil soldier some son song sorrow soul
    sound space speaker special speech spirit spokesman sports spring squad squadron square st
    stadium staff stage stand standards standing star start state statehood statistics status
    statutory stock stone store storm story strait strategy stream street strip student studies
    study sub subcommittee suffering sugar sultan summer summit sunni sunny super superintendent
    superior supply supporters supporting supreme surgeon surgery survey surveying sustainable
    sweet swine symphony syndrome system table tale taleban talk task tax tea teacher team
    telecommunications temple temporary ten tennis tenth term territory test textile than
    thanksgiving that the theater theatre their then theory there thermal things think third
    thirty this thought thousand threat three thunder thuringia thursday tide tier tiger time
    title tobacco today torah tories tory tour tourist tower town trade traffic trail train
    training transit transport travel treasure treasurer treasury treaty tree trial tribal tribe
    tribunal troop trunk trust trustees truth tube tunnel twelfth twenty two uncle union unit
    united universal universities up uplands upper uranium urban valley van vault vehicle velvet
    verifier veterans veterinary vice victims victory village virgin virtue visa voice vol
    volunteer vote voters wagon walk wall war warehouses warrior was water waterfront way
    weapons weather web wedding week weekend welfare whale what wheel when where which whigs
    while white who why wife wild wildlife will wind windows wine wing winners winter with
    without wolf woman women wood word work worker world writers yard year yellow yes you young
    your youth zone zoo
    """
)

# What stands before a person's name and is put into German without it.
TITLES = _words(
    """
    admiral ambassador archbishop aunt baron bishop captain cardinal chairman chairwoman
    chancellor coach colonel commissioner congressman congresswoman count countess dame deputy
    director doctor dr duchess duke emperor empress father general governor judge justice king
    lady leader lieutenant lord madam major mayor minister miss mother mr mrs ms pope president
    prince princess professor prosecutor queen rabbi rector saint secretary senator sergeant
    sheriff sir sister spokesman st sultan uncle
    """
)

# German words that stand before a name end so: "Bundespräsident", "Bürgermeisterin".
GERMAN_TITLES = (
    "autor", "chef", "direktor", "doktor", "dr", "forscher", "frau", "herr", "herrn", "intendant",
    "kanzler", "kommissar", "könig", "leiter", "meister", "minister", "professor", "präsident",
    "prinz", "richter", "sprecher", "trainer", "unternehmer", "vorsitzende", "vorsitzender",
)  # fmt: skip

# Endings of words that are made of a name, and may be so in another way in German.
DERIVED = ("ian", "ians", "ean", "eans", "ese", "ish")

# Endings of words that German forms in another way: "Department" is no name.
ENDINGS = (
    "tion", "sion", "ment", "ity", "ness", "ship", "ism", "ance", "ence", "ology", "ists", "ical",
    "days", "hood",
)  # fmt: skip
