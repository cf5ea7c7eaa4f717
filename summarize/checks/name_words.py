"""English words that are written with a capital in names and still translated into German.

Data only. What is not here and is spelt with a capital inside an English sentence is taken
for a name that looks alike in both languages.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = _words(
    """
    albania alps america antarctica arabia arab arabs arctic asia asian athens atlantic austria
    austrian austrians baltic basel bavaria bavarian bavarians belarus belgian belgians belgium
    beijing belgrade black bohemia bohemian brazil brazilian britain british briton britons
    brittany brunswick brussels bucharest burma cairo california calcutta cambodia cambodian
    canada canadian canadians canton cape caribbean carinthia castile catalan catalans catalonia
    caucasus chechen chechnya china chinese cologne colombia congo constance copenhagen corsica
    crete crimea crimean croat croatia croatian croats cuba cuban cubans cyprus czech czechia
    czechoslovakia czechs damascus dane danes danish danube denmark dominican dresden dunkirk
    dutch dutchman dusseldorf east eastern ecuador egypt egyptian egyptians england english
    equatorial estonia ethiopia ethiopian europe european europeans finland finnish florence
    flemish flanders franconia franconian french frenchman frenchmen frisian geneva genoa georgia
    georgian german germans germany ghent great greece greek greeks greenland guinea hague
    hanover havana hebrew hebrides hesse hessian himalayas holland hungarian hungarians hungary
    iceland icelandic india indian indians iraq iraqi iraqis ireland irish islamic israeli
    israelis istanbul italian italians italy ivory japan japanese jerusalem jew jewish jews
    jordan kazakhstan kenya kenyan kiev korea korean kremlin kurd kurdish kurds kyiv latvia
    lebanese lebanon libya libyan liechtenstein lisbon lithuania lorraine lucerne lower
    luxembourg macedonia malaysia maldives marseille mecca mediterranean mexican mexicans mexico
    milan moldova mongolia montenegro moravia moravian moroccan morocco moscow mosel moselle
    munich naples netherlands nile nordic norman normandy north northern norway norwegian
    norwegians nuremberg ottawa ottoman pacific palatinate palatine palestine palestinian
    palestinians persian philippines philippine filipino piedmont poland pole poles polish
    portugal portuguese prague prussia prussian pyrenees qatar quebec rhine rhineland roma roman
    romania romanian romans rome russia russian russians sahara salzburg sardinia saudi saxon
    saxony scandinavia scot scotland scots scottish seoul serb serbia serbian serbs siberia
    sicily silesia singapore slav slovak slovakia slovakian slovene slovenia south southern
    soviet spain spaniard spaniards spanish sri strasbourg styria sudan swabia swabian swede
    sweden swedes swedish swiss switzerland syria syrian syrians tehran thailand thames tibet
    tokyo transylvania trent turin turk turkey turkish turks tuscany tyrol ukraine ukrainian
    ukrainians upper uzbekistan valencia vatican venice vienna viennese vietnam vistula wales
    warsaw welsh west western westphalia yemen yugoslav yugoslavia zealand zurich earth mars
    mercury venus jupiter saturn neptune sun moon states kingdom republic zimbabwe alsace
    american americans latin latino latinos african africans azerbaijan abkhazia yemeni basque
    hellene punjab indies riviera gypsy gypsies nazi nazis southeast southwest northeast northwest
    svalbard isfahan jura bosnia bosnian dalmatia galicia silesian moravians aegean adriatic
    caspian antilles azores canaries bermuda bahamas seychelles comoros tunisia tunisian algeria
    algerian algiers tripoli tangier khartoum nubia zaire namibia rwanda
    """
)

ORDINARY = _words(
    """
    about academy accident accord acres act action acting adam administration admiral advent
    advisor advisory affairs after age agency agreement aid air aircraft airline airlines airport
    airways alliance allied all also amateur ambassador amendment anglo animal animals anniversary
    annual anti apostle appeal appeals april are archbishop archipelago area arena armed armies
    army art article artist arts assembly assistant associate associated association attorney
    august aunt authority avenue award awards baby back bank banks baptist bar base basin battle
    bay beach bear beauty best better bible big bill bird bishop black blue board boat body book
    books border borough boss boy boys branch bridge brigade broadcasting brother brotherhood
    brothers brown budget building bureau bus business but by cabinet camp campaign canal cancer
    canyon cape capital captain car card cardinal care case castle cathedral catholic catholics
    cave celsius cemetery center centers central centre century chair chairman chairwoman chamber
    champion champions championship championships chancellery chancellor channel chapel chapter
    charter chief child children choir christ christian christians christmas church cities
    citizen citizens city civic civil civilian class clean climate clinic clinical club coach
    coalition coast code cold college colonel colony command commander commerce commission
    commissioner committee common commons commonwealth communist communists community companies
    company competition computer concert confederation conference congress conservative
    conservatives constitution constitutional consulate consumer convention corporate corporation
    corps council councillor councilor counsel count country county court creation crisis criminal
    cross crown cultural culture cup customs daily dark data daughter david day days dead deal dean
    death declaration deep defence defense democracy democrat democratic democrats department
    deputies deputy desert design detective development digital director disease district doctor
    doctors dollar dragon dream drug duchess duke during dutchess dwarf eagle earl early easter
    ecclesiastical economic economics economy editor education election elections electoral
    electric embassy emergency emperor empire employment energy engineer engineering enterprise
    environment environmental epiphany equality estate euro euros eve evening event events every
    ex exchange executive exhibition export external facility faculty fair faith fall family far
    farm fashion father federal federation ferry festival field fiction film finance financial fire
    first fiscal five fleet food foot football for force forces foreign forest former fort forum
    foundation four fourth free freedom from fund future gallery game games garden gardens gas
    gate gay general giant girl girls global god gold golden good gospel government governor
    grand green greens ground group guard guest guide gulf guy hall hand harbor harbour hard head
    headquarters health heart heaven heavy heights heir heritage hero high higher highway hill
    hills his historic historical history holy home honor hospital hotel house houses housing
    human hurricane ice immigration imperial imperative in independence independent industrial
    industries industry information institute insurance intelligence interior internal internet
    investigation investment island islands isle its january jesus job joint journal judge judges
    judiciary jungle junior jury justice king kings knight labor laboratory labour lady lake land
    language last late law lawyer leader leaders leadership league left legal legislative
    liberal liberals liberation liberty library lieutenant life light line lion lions literature
    little living local long longer lord lords lost love madam magistrates magazine main major
    managing management manager march marine market marketing marshal martial master mayor
    medal media medical medicine meeting member members memorial men merchant metropolitan
    middle military mill minister ministers ministry minor miss mission mobile modern monastery
    monday monument moon mosque most mother motor motorway mount mountain mountains movement mr
    mrs ms museum music muslim muslims narrow nation national nationals nations natural nature
    naval navy near nebula new news newspaper next night nine no nobel not nova nuclear nurse
    observatory ocean october of office officer official officials oil old olympian olympic
    olympics one opera operation opposition orchestra order organization orthodox our out oval
    ozone page palace panel paper park parks parliament parliamentary parties partner partners
    party pass passover patriarch peace peninsula people peoples performance personal petroleum
    phase phone pilgrim pink place plain plan planet play player plaza please police policy
    political polls poor pope port post poverty power premier presidency president presidential
    presidents press priest prime prince princess principal prison private prize product
    professional professor program programme progressive project property prosecutor prosecutors
    protection protestant protestants province psalm public queen race radio rail railroad
    railway railways ranch ray reality real rebel records red reform refugee refugees region
    regional registry relations religious report representative representatives republican
    republicans republics rescue research reserve resistance resources rest revolution
    revolutionary right rights rising ring river road rock rose royal rule russo sabbath sacred
    safe safety saint sale same san santa satan saturday savings say says school schools science
    sciences scientific scientist scientists sea second secret secretary section sector securities
    security seed senate senator senators senior sergeant service services seven several sharia
    sheriff shopping show silver sir sister sisters six sky small social socialist socialists
    society soldier solidarity some son south space speaker special sports spring square squadron
    stadium staff stage standing star stars start state statistics status stock stone store storm
    story strait street strip student students study sultan summer summit sun super superintendent
    supreme surgeon system systems table task tax team technical technology television temple ten
    tennis territory test than that the theater theatre their there these third this thousand
    three thursday time times title today tour tourism tourist tower town trade trail train
    training transport transportation treasury treaty tree tribunal troops tropical trust tunnel
    two uncle union unions unit united universal university university's up urban valley van vice
    victory village virgin virgin's vote wall war wars was water waters way weather web week
    weekend welfare what when where which white who why wild wildlife will wind windows winter
    with woman women women's wood woods word work worker workers works world writers year years
    yellow yes you young your youth zone zoo lockdown congressman congresswoman
    mp mps sub vol act blues cretaceous thanksgiving halloween crusades renaissance antiquity
    bronze stone iron ages buddhist hindu sikh hinduism shia shiite sunni quran koran torah
    governorship trinity genesis exodus moses pleiades caesar renaissance gothic tory tories whigs
    administrative administrator aeronautics agriculture appropriations astronautics auditors
    capitol chain comedy concerto congressional constituent control cosmos dept entry errors face
    fame federalist flat freestyle godfather grammar help honour interstate issue labs leisure
    liquor mass mystery nerds nineties eighties seventies sixties fifties pearl price relay relief
    room rubber sixth eighth ninth tenth societies standards subcommittee tribal trunk trustees
    uranium velvet weapons economist animation archive arc bishopric burger cats cell cells chaos
    chemistry cinema clock cooperative counter cross cruise crystal currency dance debt discovery
    dollars engine exit expo express firefighters flag flower frontier fusion geography glory
    globe government guild handbook harvest horn horse hunter institute institutes journey kid
    knowledge laws letter literary loan lottery magic match mathematics medicare midwest miracle
    missile mob neighborhood numbers observer olive operations order pact parish passion patrol
    pen pensions philosophy physics piano pilot pioneer plague poetry poet power prayer premium
    proposition psychology quarter radical ranger rangers rebels rector rite rocket roof rookie
    saga saving shadow shuttle silk song soul sound spirit squad stability stream studies sugar
    surgery survey syndrome tea teacher teachers textile theory thunder tide tiger tobacco
    tournament tradition transit trial troop truth tube veterans voice volunteer walk
    wedding whale wine wing witness wolf
    active activities advanced agent alcohol alcoholic alpine ambassadress analysis apes appeal
    applicants applied appraisal aqueduct archery audit autonomous autumn average bang bankruptcy
    barracks bell belarusan benches benefits beverage blood bologna boxes braggart brewery butcher
    butterfly calif cannon canon casualties catch celtic celts census ceremony chairperson
    champion chancery change changes chaplain chicken choice circuit classic clay climatic
    clearly colored commandments commercial communities comprehensive conduct conservancy
    consequences conservator consort contest contingency continental coptic councilman countess
    coup course crafts creek credit crime crimes cruel crusader cyclone cypriot czechoslovak dawn
    degree dems dictionary diet direct directive directorate dispute domestic downtown drive
    drivers efficient elbe elder elderly elementary elephant eleven eleventh employee employees
    employers empress enemy entrepreneur equal espionage euro examiner extinct feast fellow
    fifth files foreigner foreigners forms formula fortress frenchwoman front fugitive fury
    gallic gazette gender glass goals gorge governmental grandpa greater grief gross gunnery
    gymnastics healthcare here highland highlands hispanic holiday homeland honorary hours hunger
    image impact inspector inventor invisible irishman islanders jail joys klansman ladies
    lamentations large legislature lesser limits list look maccabees magistrate majesty maritime
    marriage meal medieval medium mercantile merit microcredit milky millennium miners monetary
    mood mortgage moslem moslems multinational municipal native needs nutritional open
    opinion opportunities orphans overall overseas owners package palatine part pavilion penal
    penalties pentecost photography pike poll polls preliminary preserve probe procedure process
    protect provincial provisional questions quiet ratings readings realm researchers responsible
    retailers return revenue richest rican ricans risks roadmap roadworks role routes samaritan
    sands scale scheme scotsman seekers servants shield shop short showroom sleep soil sorrow
    speech spokesman stand statehood statutory strategy suffering sunny superior supply supporters
    sustainable symphony taleban talk telecommunications temporary term then thermal things think
    thirty thought threat thuringia tier traffic travel treasure treasurer tribe twelfth
    twenty universities uplands vault vehicle verifier veterinary victims virtue visa voters
    wagon warehouses warrior waterfront wheel wife winners while without yard
    commons dr st swine bundestag bundesrat lander
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

# Endings of words that German forms in another way: "Commission" is no name, "Iranian" neither.
ENDINGS = (
    "tion", "sion", "ment", "ity", "ness", "ship", "ing", "ism", "ian", "ians", "ean", "eans",
    "ese", "ish", "ance", "ence", "ology", "ists", "ical", "days",
)  # fmt: skip
