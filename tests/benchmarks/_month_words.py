"""What do the invented firms of a month say: in stock phrases that many share, and in words of their own?"""

import random

STOCK = (
    "We are a team of passionate engineers who deliver innovative software to businesses of all sizes.",
    "Our mission is to help our clients succeed in an ever-changing digital landscape.",
    "We combine deep technical expertise with a thorough understanding of your business needs.",
    "Customer satisfaction is at the heart of everything that we do.",
    "Our experienced developers build scalable, secure and reliable applications.",
    "From concept to launch we guide you through every stage of the development process.",
    "We pride ourselves on transparent communication and on-time delivery.",
    "Whether you are a startup or an established enterprise, we have the right solution for you.",
    "Our agile approach allows us to respond quickly to changing requirements.",
    "We take the time to understand your goals before we write a single line of code.",
    "Get in touch today to discuss your next project with our experts.",
    "We offer flexible engagement models tailored to your budget and timeline.",
    "Our dedicated support team is available around the clock to keep your systems running.",
    "We leverage the latest technologies to give your business a competitive edge.",
    "Quality assurance is built into every step of our process.",
    "Trusted by companies around the world, we deliver results that matter.",
    "Our cloud experts help you migrate, modernise and manage your infrastructure.",
    "Security and compliance are never an afterthought in the systems that we design.",
    "We turn complex challenges into simple and elegant digital products.",
    "With years of experience across many industries we know what works.",
    "Our designers create intuitive interfaces that your users will love.",
    "We believe in long-term partnerships built on trust and mutual respect.",
    "Outsource your development to us and focus on growing your business.",
    "Our talented team is your extended technology department.",
    "We provide end-to-end services from consulting to maintenance and support.",
    "Data-driven insights help you make better decisions faster.",
    "Let us take care of the technology while you take care of your customers.",
    "Every project is led by a senior engineer who is your single point of contact.",
    "We deliver custom mobile applications for both iOS and Android platforms.",
    "Our proven methodology reduces risk and shortens the time to market.",
    "We work with you, not just for you, to bring your vision to life.",
    "Reduce your costs and increase efficiency with our managed IT services.",
    "Our solutions are designed to grow together with your company.",
    "We are committed to excellence in everything that we build.",
    "Request a free consultation and find out how we can help you.",
    "Automate repetitive tasks and let your employees focus on what matters most.",
)
SERVICES = (
    ("Web Development", "Modern, responsive and fast websites built with the latest frameworks."),
    ("Mobile Apps", "Native and cross-platform applications that your customers will enjoy using."),
    ("Cloud Services", "Migration, management and optimisation of your cloud infrastructure."),
    ("IT Consulting", "Strategic advice that aligns your technology with your business goals."),
    ("UI/UX Design", "User-centred interfaces that look great and work even better."),
    ("Quality Assurance", "Manual and automated testing that catches defects before your users do."),
    ("DevOps", "Continuous integration and delivery pipelines that ship with confidence."),
    ("Data Analytics", "Dashboards and reports that turn raw data into actionable insights."),
    ("Cyber Security", "Audits, penetration tests and monitoring to keep your business safe."),
    ("Staff Augmentation", "Skilled engineers who join your team when you need them."),
    ("E-commerce", "Online shops that convert visitors into loyal customers."),
    ("Artificial Intelligence", "Machine learning models that automate and predict."),
    ("Managed Services", "Proactive monitoring and maintenance of your networks and servers."),
    ("Digital Marketing", "Campaigns that reach the right audience at the right time."),
    ("Blockchain", "Decentralised applications and smart contracts for new business models."),
    ("Software Maintenance", "Updates and improvements that keep your legacy systems alive."),
)
TAGLINES = (
    "Innovative software solutions",
    "Your technology partner",
    "Digital solutions for your business",
    "We build software that matters",
    "Reliable IT services",
    "Technology made simple",
)
CONTACTS = (
    "Have a project in mind? Fill in the form and we will get back to you within one business day.",
    "We would love to hear from you; contact us today for a free quote.",
    "Questions, comments or ideas? Our team is happy to help.",
)
QUOTES = (
    "They delivered on time and on budget, and the quality exceeded our expectations.",
    "A professional team that truly cares about our success.",
    "Great communication from the first day to the last; highly recommended.",
    "They have become an extension of our own team.",
)
ROLES = ("Chief Executive", "Head of Engineering", "Project Manager", "Lead Designer", "Sales")
_SUBJECTS = "our planner|the ledger|each gateway|a night crew|the duty desk|our scheduler|the archive|\
every sensor|the dispatcher|our auditor|a field engineer|the import job|our typesetter|the forecast|\
a retired surveyor|the kiosk|our translator|the warehouse|a shift leader|the booking engine|our mapmaker|\
the registry|a customs broker|the depot|our second office|the founder|a school board|the pharmacy|\
our test bench|the tram operator|a bakery chain|the museum"
_VERBS = "reconciles|measures|prints|collects|forwards|compares|stores|repairs|predicts|translates|labels|\
routes|sorts|weighs|counts|schedules|audits|replaces|publishes|encrypts|reads|rebuilds|inspects|signs|\
trains|reviews|simulates|catalogues|balances|dispatches|calibrates|rehearses|photographs|restores|mirrors|\
trims|tags|negotiates|merges|queues"
_ADJECTIVES = "wet|northern|quarterly|brittle|forgotten|regional|hand-written|seasonal|municipal|\
refrigerated|noisy|coastal|duplicate|narrow|leased|amber|rural|overdue|bilingual|magnetic|wooden|volatile|\
fragile|midnight|inherited|portable|sealed|public|antique|steep|borrowed|thermal|paper|unsigned|alpine|\
spare|radial|humid|stubborn|orbital|provincial|laminated|crowded|silent|woven|tidal|partial|remote|mixed|\
bonded|early|nested|fiscal|rusty|copper"
_NOUNS = "invoices|meter readings|ferries|timetables|seed orders|pallets|prescriptions|seat maps|vouchers|\
blueprints|weighbridges|harvest forms|lift inspections|tide tables|crates|permits|recipes|spare parts|\
call logs|exam papers|lease contracts|parking fines|rail cars|wage slips|flood gauges|deliveries|\
patent files|orchard plans|greenhouses|tickets|cable drums|tax returns|fire drills|plot surveys|boilers|\
catalogues|shipping labels|court dates|choir scores|bus routes|stock counts|kiln logs|manuals|\
cheese wheels|tenders|bee hives|elevators|turbines|loan cards|roof tiles"
_BEFORE = "before|after|despite|between|among|without|beneath|beyond|against|during|near|inside|around|behind"
_LINKS = "while|so that|because|until|although|whenever|and|but|since|where"
_FIRST = "Avery|Bela|Casimir|Dorit|Elio|Freya|Goran|Hana|Ilse|Jonas|Kaja|Liam|Mirek|Nadia|Oskar|Petra|\
Quinn|Rosa|Stellan|Tilda|Ugo|Vera|Wim|Xenia|Yara|Zeno|Amos|Britta|Corin|Della|Emil|Fiona|Gwen|Hugo|Ines|\
Jorah"
_LAST = "Ash|Brand|Cor|Dun|Eke|Far|Gant|Hollo|Ing|Jess|Kest|Lom|March|Ny|Or|Pas|Quil|Ren|Sand|Tar|Ul|Van|\
Wex|Yard|Zell|Birk|Cald|Den|East|Fen|Gar|Hart|Ivers|Kirk|Lang|Mer|Nor|Oak|Pen|Stro"
_LAST_ENDS = "by|combe|dal|don|ell|er|feld|ford|gate|ham|holm|ing|ison|ker|land|ley|low|man|mere|mond|nett|\
ridge|row|sen|stead|ster|ton|wick|win|worth"
_STEMS = "Arc|Bay|Cedar|Delta|Ember|Flint|Grove|Haven|Iron|Jasper|Keel|Lumen|Mesa|North|Opal|Pine|Quartz|\
Ridge|Slate|Terra|Umber|Vale|Wave|Yield|Zenith|Amber|Birch|Coral|Dune|Echo|Fjord|Glade|Heath|Isle|Juniper|\
Knoll|Laurel|Moss|Nova|Orbit|Prism|Quill|River|Stone|Tidal|Unity|Verde|Willow|Blue|Silver|Star|Sun|Bright|\
Clear|Red|Fox"
_ENDS = "soft|tech|systems|labs|works|point|data|logic|ware|byte|code|net|cloud|stack|bridge|field|mark|\
line|sphere|core|studio|forge|path|link|craft|digital|solutions|group|hub|grid"
_STREETS = "Alder|Bridge|Canal|Dock|Elm|Foundry|Granary|Hill|Ivy|Jubilee|King|Linden|Mill|Nelson|Orchard|\
Park|Quarry|Rope|Station|Tanner|Union|Victoria|Water|York|Abbey|Bishop|Cooper|Ferry|Garden|Harbour|Larch|\
Market|Needle|Oxford"
_WAYS = ("Street", "Avenue", "Road", "Lane", "Drive", "Court")
_CITIES = "Albany, NY 12207|Boise, ID 83702|Denver, CO 80202|Tampa, FL 33602|Omaha, NE 68102|\
Salem, OR 97301|Austin, TX 78701|Dayton, OH 45402|Fresno, CA 93721|Reno, NV 89501|Macon, GA 31201|\
Mobile, AL 36602|Tulsa, OK 74103|Provo, UT 84601|Peoria, IL 61602|Dover, DE 19901|Cheyenne, WY 82001|\
Newark, NJ 07102|Irvine, CA 92602|Plano, TX 75074"
_AREAS = "202|203|205|206|207|208|209|210|212|213|214|216|217|225|239|248|253|256|262|281|301|302|303|304|\
305|307|308|309|310|312|313|314|315|316|317|318|319|320|321|323|330|334|336|352|360|361|386|401|402|404|\
405|406|407|408|409"


def _pick(draw: random.Random, words: str) -> str:
    return draw.choice(words.split("|"))


def _clause(draw: random.Random) -> str:
    said = f"{_pick(draw, _SUBJECTS)} {_pick(draw, _VERBS)} {_pick(draw, _ADJECTIVES)} {_pick(draw, _NOUNS)}"
    where = f"{_pick(draw, _BEFORE)} {_pick(draw, _ADJECTIVES)} {_pick(draw, _NOUNS)}"
    return f"{said} {where}" if draw.random() < 0.6 else said


def own(draw: random.Random) -> str:
    """A sentence that nobody else is likely to say."""
    first = f"{_clause(draw)} {_pick(draw, _LINKS)} {_clause(draw)}"
    return first[0].upper() + first[1:] + "."


def stock(draw: random.Random, sentences: tuple[str, ...] = STOCK) -> str:
    """A sentence of the trade: the earlier in the list, the more often it is said."""
    return sentences[min(int(draw.expovariate(3 / len(sentences))), len(sentences) - 1)]


def paragraphs(draw: random.Random, count: int, share: float) -> tuple[str, ...]:
    """``count`` different sentences, each with the chance ``share`` one of the trade."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[stock(draw) if draw.random() < share else own(draw)] = None
    return tuple(found)


def services(draw: random.Random, count: int, share: float) -> tuple[tuple[str, str], ...]:
    """What a firm offers; each text with the chance ``share`` the one that everybody uses."""
    chosen = draw.sample(SERVICES, count)
    return tuple((title, text if draw.random() < share else own(draw)) for title, text in chosen)


def person(draw: random.Random) -> str:
    return f"{_pick(draw, _FIRST)} {_pick(draw, _LAST)}{_pick(draw, _LAST_ENDS)}"


def company(draw: random.Random) -> str:
    """Two words; "cloud", "fox", "star" and "soft" are among them, as in the trade."""
    stem, other, end = _pick(draw, _STEMS), _pick(draw, _STEMS), _pick(draw, _ENDS)
    return f"{stem}{other.lower()} {end.title()}" if draw.random() < 0.6 else f"{stem}{end}"


def street(draw: random.Random) -> tuple[str, str]:
    """Number and street, and the town."""
    line = f"{draw.randrange(1, 9900)} {_pick(draw, _STREETS)} {draw.choice(_WAYS)}"
    return line, _pick(draw, _CITIES)


def phone(number: int) -> str:
    """A number of the range that is kept for fiction, told apart by its area."""
    areas = _AREAS.split("|")
    return f"+1 {areas[number // 100 % len(areas)]}-555-01{number % 100:02d}"
