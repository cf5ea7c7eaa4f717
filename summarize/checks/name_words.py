"""English words that are written with a capital in names and still translated into German.

Data only. What is not here and is spelt with a capital inside an English sentence is taken
for a name that looks alike in both languages.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = _words(
    """
    abkhazia adriatic african albania algeria algiers alps alsace america american antarctica
    antilles arab arabia arctic asia athens atlantic austria azerbaijan azores bahamas baltic
    basel basque bavaria beijing belarus belgium belgrade bermuda black bohemia bosnia brazil
    britain briton brittany brunswick brussels bucharest burma cairo calcutta california
    cambodia canada canaries canton cape carinthia castile catalan catalonia caucasus chechen
    chechnya china cologne colombia comoros congo copenhagen corsica crete crimea croat croatia
    cuba cuban cyprus czech czechia czechoslovakia dalmatia damascus dane danube denmark
    dominican dresden dunkirk dusseldorf dutch dutchman earth east eastern ecuador egypt england
    equatorial estonia ethiopia europe filipino finland flanders franconia french frenchman
    frenchmen galicia geneva genoa georgia german germany ghent great greece greek greenland
    guinea gypsies gypsy hague hanover havana hebrew hebrides hellene hesse himalayas holland
    hungary iceland icelandic india indies iraq iraqi ireland isfahan islamic israeli istanbul
    italy ivory japan jerusalem jew jordan jupiter jura kazakhstan kenya kenyan khartoum kiev
    kingdom korea kremlin kurd kyiv latin latino latvia lebanon libya libyan liechtenstein
    lisbon lithuania lorraine lower lucerne luxembourg macedonia malaysia maldives mars
    marseille mecca mercury mexican mexico milan moldova mongolia montenegro moon moravia
    moroccan morocco moscow mosel moselle munich namibia naples nazi netherlands nile nordic
    norman normandy north northeast northern northwest norway nubia nuremberg ottawa ottoman
    pacific palatinate palatine palestine philippine piedmont poland pole portugal prague
    prussia punjab pyrenees qatar quebec republic rhine rhineland riviera roma roman romania
    rome russia rwanda sahara salzburg sardinia saturn saudi saxon saxony scandinavia scot
    scotland seoul serb serbia seychelles siberia sicily silesia singapore slav slovak slovakia
    slovene slovenia south southeast southern southwest soviet spain spaniard sri states
    strasbourg styria sudan sun svalbard swabia swede sweden swiss switzerland syria tangier
    tehran thailand thames tibet tokyo transylvania trent tripoli tunisia turin turk turkey
    tuscany tyrol ukraine upper uzbekistan valencia vatican venice venus vienna vietnam vistula
    wales warsaw welsh west western westphalia yemen yemeni yugoslav yugoslavia zaire zealand
    zimbabwe zurich
    """
)

ORDINARY = _words(
    """
    about academy accident accord acres act acting active activities adam administrative
    administrator admiral advanced advent advisor advisory aeronautics affairs after age agency
    agent agriculture aid air aircraft airline airport airways alcohol alcoholic all allied
    alpine also amateur ambassador ambassadress analysis anglo animal anniversary annual anti
    apes apostle appeal applicants applied appraisal appropriations april aqueduct arc
    archbishop archery archipelago archive are area arena armed armies army art article artist
    assembly assistant associate associated astronautics attorney audit auditors august aunt
    autonomous autumn avenue average award baby back bang bank bankruptcy baptist bar barracks
    base basin battle bay beach bear beauty belarusan bell benches benefits best better beverage
    bible big bill bird bishop bishopric blood blue board boat body bologna book border borough
    boss boxes boy braggart branch brewery bridge brigade broadcasting bronze brother
    brotherhood brown buddhist budget building bundesrat bundestag bureau burger bus but butcher
    butterfly by cabinet caesar calif camp campaign canal cancer cannon canon canyon capital
    capitol captain car card cardinal care case castle casualties catch cathedral catholic cats
    cave cell celsius celtic celts cemetery census center central centre century ceremony chain
    chair chairman chairperson chairwoman chamber champion chancellery chancellor chancery
    change channel chaos chapel chaplain chapter charter chemistry chicken chief child children
    choice choir christ christmas church cinema circuit cities citizen civic civil class classic
    clay clearly climate climatic clinic clock club coach coast code cold college colonel colony
    colored comedy command commander commandments commerce commercial commissioner committee
    common commonwealth communist communities companies company comprehensive computer concert
    concerto conduct congress congressional congressman congresswoman consequences conservancy
    conservative conservator consort constituent constitutional consulate consumer contest
    continental contingency control cooperative coordinating coptic corporate corps cosmos
    council councillor councilman councilor counsel count counter countess country county coup
    course court crafts credit creek cretaceous crime criminal crisis cross crown cruel cruise
    crusader crusades crystal cultural culture cup currency customs cyclone cypriot czechoslovak
    daily dark data daughter david dawn day dead deal death debt deep deepening defense degree
    democracy democrat democratic dems dept deputies deputy desert design detective dictionary
    diet digital direct directive director directorate discovery disease dispute district doctor
    dollar domestic downtown dr dragon dream drinking drive drivers drug duchess duke during
    dwarf dying eagle earl early easter economic economist economy editor efficient eighth
    eighties elbe elder elderly electoral electric elementary elephant eleven eleventh embassy
    emergency emperor empire employee employers empress enemy energy engine engineer engineering
    enterprise entrepreneur entry environmental epiphany equal errors espionage estate euro eve
    evening event every ex examiner exchange executive existing exit exodus expo export express
    external extinct face faculty fair faith fall fame family far farm fashion father feast
    federal federalist fellow ferry festival field fifth fifties files film financial fire
    firefighters first fiscal five flag flat fleet flower food foot football for force foreign
    foreigner forest former forms formula fort fortress forum four fourth free freedom freestyle
    frenchwoman from front frontier fugitive fund fury future gallery gallic game garden gas
    gate gay gazette gender general genesis geography giant girl glass global globe glory goals
    god godfather gold golden good gorge gospel gothic governmental governor grammar grand
    grandpa greater green grief gross ground group guard guest guide guild gulf gunnery guy
    gymnastics hall halloween hand handbook harbor harbour hard harvest head headquarters health
    healthcare heart heaven heavy heights heir help here heritage hero high higher highland
    highway hill hindu his hispanic historic history holiday holy home homeland honor honorary
    honour horn horse hospital hotel hours house housing human hunger hunter hurricane ice image
    impact imperative imperial in independent industrial industries industry inspector institute
    interior internal internet interstate inventor invisible irishman iron island islanders isle
    issue its jail january jesus job joint journal journey joys judge judiciary jungle junior
    jury justice kid king klansman knight knowledge koran labor laboratory labour labs ladies
    lady lake lamentations land lander language large last late law lawyer leader leading league
    left legal legislative legislature leisure lesser letter liberal liberty library lieutenant
    life light limits line lion liquor list literary literature little living loan local
    lockdown long longer look lord lost lottery love maccabees madam magazine magic magistrate
    main majesty major manager managing mapping march marine maritime market marketing marriage
    marshal martial mass master match mathematics mayor meal medal media medicare medicine
    medieval medium meeting member memorial men mercantile merchant merit metropolitan
    microcredit middle midwest military milky mill millennium miners minister ministry minor
    miracle miss missile mob mobile modern monastery monday monetary mood mortgage moses moslem
    mosque most mother motor motorway mount mountain mp mr ms multinational municipal museum
    music muslim mystery narrow national native natural nature naval navy near nebula needs
    neighborhood nerds new newspaper next night nine nineties ninth no nobel not nova nuclear
    numbers nurse nutritional observatory observer october of office officer official oil old
    olive olympic one open opera operating opinion opportunities orchestra order orphans
    orthodox our out oval overall overseas owners ozone package pact page palace panel paper
    park parliamentary part parties partner party pass passover patriarch patrol pavilion peace
    pearl pen penal penalties peninsula pensions pentecost people personal petroleum phase
    philosophy phone photography physics piano pike pilgrim pilot pink pioneer place plague
    plain plan planet play player plaza please pleiades poet poetry police policy poll poor pope
    port post poverty power prayer preliminary premier premium preserve presidency president
    presidential press price priest prime prince princess principal prison private prize probe
    procedure process product professional professor program programme progressive project
    property prosecuting prosecutor protect protestant province provincial provisional psalm
    public quarter queen questions quiet quran race radio rail railroad railway ranch ranger
    ratings ray reading real realm rebel records rector red reform refugee region regional
    registry relations relay relief religious report representative republican republics rescue
    research researchers reserve resources responsible rest retailers return revenue
    revolutionary rican richest right ring rising risks rite river road roadmap roadworks rock
    rocket role roof rookie room rose routes royal rubber rule russo sabbath sacred safe safety
    saga saint sale samaritan same san sands santa satan saturday saving say saying scale scheme
    school scientific scientist scotsman sea second secret secretary sector securities seed
    seekers senate senator senior sergeant servants service seven seventies several shadow
    sharia sheriff shia shield shiite shop shopping short show showroom shuttle sikh silk silver
    sir sister six sixth sixties sky sleep small social socialist societies society soil soldier
    some son song sorrow soul sound space speaker special speech spirit spokesman sports spring
    squad squadron square st stadium staff stage stand standards standing star start state
    statehood statistics status statutory stock stone store storm story strait strategy stream
    street strip student studies study sub subcommittee suffering sugar sultan summer summit
    sunni sunny super superintendent superior supply supporters supporting supreme surgeon
    surgery survey surveying sustainable swine symphony syndrome system table taleban talk task
    tax tea teacher team telecommunications temple temporary ten tennis tenth term territory
    test textile than thanksgiving that the theater theatre their then theory there thermal
    things think third thirty this thought thousand threat three thunder thuringia thursday tide
    tier tiger time title tobacco today torah tories tory tour tourist tower town trade traffic
    trail train training transit transport travel treasure treasurer treasury treaty tree trial
    tribal tribe tribunal troop trunk trust trustees truth tube tunnel twelfth twenty two uncle
    union unit united universal universities up uplands uranium urban valley van vault vehicle
    velvet verifier veterans veterinary vice victims victory village virgin virtue visa voice
    vol volunteer vote voters wagon walk wall war warehouses warrior was water waterfront way
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

# Endings of words that German forms in another way: "Commission" is no name, "Iranian" neither.
ENDINGS = (
    "tion", "sion", "ment", "ity", "ness", "ship", "ism", "ian", "ians", "ean", "eans",
    "ese", "ish", "ance", "ence", "ology", "ists", "ical", "days",
)  # fmt: skip
