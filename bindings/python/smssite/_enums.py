"""Names for the numbers of the library. Each class mirrors one enumeration of the C headers."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from . import _core


class EntryKind(IntEnum):
    """What a name in a directory is. A LINK is reported and never followed."""

    FILE = 0
    DIRECTORY = 1
    LINK = 2
    OTHER = 3


class SectionKind(IntEnum):
    """Sections of a site control file. LOGONSERVER lives in DOMAIN, SENDER_OUTBOX in SENDER."""

    UNKNOWN = 0
    FILE_DEFINITION = 1
    TRANSACTION = 2
    SITE_ACCOUNT = 3
    PROPERTY = 4
    PROPERTY_LIST = 5
    DOMAIN = 6
    LOGONSERVER = 7
    ADDRESS = 8
    OUTBOX = 9
    SERVER = 10
    COMPONENT = 11
    SENDER = 12
    SENDER_OUTBOX = 13


class ControlType(IntEnum):
    """File types of a site control file (KB Q133113)."""

    UNKNOWN = 0
    ACTUAL = 1
    PROPOSED = 2
    NEWSITE = 3
    TRANSACTIONS = 4
    LOCALTRANSACTIONS = 5


class ComponentFlag(IntFlag):
    """Installation flags of COMPONENT and SENDER (Resource Guide)."""

    INSTALL = 0x0001
    LOCALSYSACCT = 0x0002
    STARTSERVICE = 0x0004
    SETREGISTRY = 0x0008
    EXE = 0x0010
    LITERALPATH = 0x0020
    PRIMARYSITE = 0x0040
    SECONDARYSITE = 0x0080
    AUTOSTART = 0x0100
    SENDER = 0x0200
    OPTIONALSVC = 0x0400
    AS_THREAD = 0x0800
    DONTSTOPSVC = 0x1000


class SiteType(IntEnum):
    """Site types in SITE_ACCOUNT."""

    PRIMARY = 6
    SECONDARY = 9


class TraceForm(IntEnum):
    """What a record of a trace log looks like: bare text, a service of SMS 1.x or 2.0, a later product, columns copied
    from a viewer, setup, a program on a client, the SNMP agent."""

    TEXT = 0
    SMS_1 = 1
    SMS_2 = 2
    LATER = 3
    COLUMNS = 4
    SETUP = 5
    CLIENT = 6
    AGENT = 7


class TraceTally(IntEnum):
    """What is counted of each file of a :class:`TraceLog`: lines; those that were cut at 64 KB; records of nothing but
    text; steps of the clock back; records of 2037 and later; NUL bytes passed over; broken characters of UTF-16; and, of
    a log that is followed, how often it was truncated, replaced or rolled over."""

    LINES = 0
    CUT = 1
    TEXT = 2
    BACKWARD = 3
    LATE = 4
    NUL = 5
    BROKEN = 6
    TRUNCATED = 7
    REPLACED = 8
    ROLLED = 9


class Verdict(IntEnum):
    """Whether SCMAN would reject a file; UNKNOWN needs what was not given."""

    PASSES = 0
    REJECTED = 1
    UNKNOWN = 2


class ServiceKind(IntEnum):
    """An NT service, a thread of SMS_EXECUTIVE, a service that exists only during setup, or OTHER."""

    NT = 0
    THREAD = 1
    TEMPORARY = 2
    OTHER = 3


class Role(IntFlag):
    """Which servers have a service or a directory; OPTIONAL: only where the site has it configured."""

    PRIMARY = 1
    SECONDARY = 2
    LOGON_SERVER = 4
    OPTIONAL = 8


class ServiceState(IntEnum):
    """State of a service. NOT_RUNNING: not in a list of running services, installed or not is unknown.
    INSTALLED: in a registry, whether it runs is unknown."""

    UNKNOWN = 0
    NOT_INSTALLED = 1
    STOPPED = 2
    NOT_RUNNING = 3
    STARTING = 4
    STOPPING = 5
    RUNNING = 6
    PAUSED = 7
    INSTALLED = 8

    @property
    def word(self) -> str:
        """As lists of services say it, for example "not-installed"."""
        return _core.service_state_name(self)


class ServicesForm(IntEnum):
    """The shape of a list of services: `NAME state` lines, saved `net start`, `sc query` and `sclist`, a registry."""

    LINES = 0
    NET_START = 1
    SC_QUERY = 2
    SCLIST = 3
    REGISTRY = 4


class MapComponentKind(IntEnum):
    """What a component of a system map is."""

    SERVICE = 0
    PACKAGE = 1


class SendRecordType(IntEnum):
    """Types of records in a send request (KB Q123221)."""

    TRANSMISSION_STATUS = 1
    TRANSMISSION_INFO = 2
    INFO = 3
    CANCEL = 4
    ADDRESS = 5
    PACKAGE_FILE = 7
    INSTRUCTION_FILE = 8
    BOOTSTRAP = 13
    ACTION_CODE = 14
    STATUS = 15
    SENDACTION = 17
    ROUTING = 18


class Need(IntEnum):
    """Whether a service must run on a server. MUST_NOT: it belongs to the other kind of site."""

    UNKNOWN = 0
    MUST_RUN = 1
    NOT = 2
    MUST_NOT = 3


class SiteStatus(IntEnum):
    """Site status in the parent's Sites table (KB Q137376)."""

    UNKNOWN = 0
    ACTIVE = 1
    PENDING = 2
    FAILED = 3
    DELETED = 4
    UPGRADE = 5


class WordForm(IntEnum):
    """Where the parent's word comes from."""

    SITE_LIST = 0
    HMAN_LOG = 1
    PHRASE = 2


class RegistryType(IntEnum):
    """Types of registry values, with the numbers of Windows."""

    NONE = 0
    SZ = 1
    EXPAND_SZ = 2
    BINARY = 3
    DWORD = 4
    MULTI_SZ = 7


class Product(IntEnum):
    """Products whose PREINST differ. ``SMS_1`` is SMS 1.0, 1.1 and 1.2."""

    SMS_1 = 0
    SMS_2 = 1
    CONFIGMGR_2007 = 2
    CONFIGMGR_2012 = 3

    @property
    def title(self) -> str:
        """The product's name, for example "SMS 1.x"."""
        return _core.product_name(self)

    @classmethod
    def of(cls, version: str) -> "Product":
        """The product of a version ("1.2", "2007"); UnsupportedError for others."""
        return cls(_core.product_parse(version))


class ServiceTool(IntEnum):
    """What installs and removes services of NT; only the first has a command line."""

    INSTSRV = 0
    SRVINSTW = 1
    SMS_INSTSRV = 2
    RSERVICE = 3

    @property
    def word(self) -> str:
        """As the tool says it, for example "sms-instsrv"."""
        return _core.service_tool_name(self)


class CommandStyle(IntEnum):
    """Who reads a command line first: only the program, or CMD.EXE."""

    CREATEPROCESS = 0
    CMD = 1


class LayoutDepth(IntEnum):
    """How closely a directory of the layout is looked at."""

    EXISTS = 0
    LIST = 1
    READ = 2


class View(IntEnum):
    """What of the site a tree shows; what lies outside is unknown, not missing."""

    AUTO = 0
    DRIVE = 1
    ROOT = 2
    LOGON = 3
    RECEIVE = 4


class UidState(IntEnum):
    """What the SMSID directory of a logon server says."""

    UNKNOWN = 0
    ONE = 1
    NONE = 2
    SEVERAL = 3
    DAMAGED = 4


class IdSource(IntEnum):
    """Where an SMSID was seen."""

    FILE_NAME = 0
    CLIENT = 1
    DATABASE = 2
    RECORD = 3
    UID_FILE = 4
    NEXT_RANGE = 5
    SAVED_RANGE = 6


class IdProblem(IntEnum):
    """What is wrong with the ids of a site, or will be."""

    NO_UID = 0
    SEVERAL_UIDS = 1
    DAMAGED_UID = 2
    FOREIGN_UID = 3
    RANGE_USED_UP = 4
    RANGE_SHARED = 5
    NEXT_TOO_LOW = 6
    UID_TOO_LOW = 7
    UID_WENT_BACK = 8
    GIVEN_TWICE = 9
    NEXT_UNREADABLE = 10
    RANGES_USED_UP = 11


class Liveness(IntEnum):
    """Whether the evidence is of a server at work."""

    AUTO = 0
    LIVE = 1
    COPY = 2


class Presence(IntEnum):
    """How a directory of the layout was found."""

    NOT_IN_VIEW = 0
    PRESENT = 1
    MISSING = 2
    UNREADABLE = 3


class BoxRole(IntEnum):
    """What a file in the site-control box is, by its name."""

    OTHER = 0
    MASTER = 1
    PROPOSED = 2
    REPLY = 3
    REJECTED = 4
    SHUTDOWN = 5
    INIT = 6
    BOOTSTRAP = 7
    NAD = 8
    SECOND_MASTER = 9


class BoxState(IntEnum):
    """What the site-control box as a whole says."""

    UNKNOWN = 0
    AT_REST = 1
    EMPTY = 2
    REJECTED = 3
    REPLY_WAITING = 4
    PROPOSED_WAITING = 5
    INSTALLING = 6
    SHUTTING_DOWN = 7


class Severity(IntEnum):
    """How much a finding matters. UNKNOWN could not be decided and is never to be taken for OK."""

    OK = 0
    UNKNOWN = 1
    NOTE = 2
    WARNING = 3
    ERROR = 4
    STUCK = 5


class Confidence(IntEnum):
    """How sure the evidence of a rule is."""

    HIGH = 0
    MEDIUM = 1
    LOW = 2


class EvidenceKind(IntFlag):
    """Kinds of evidence. The last two are read by nothing here yet: a rule that needs one says unknown."""

    FILES = 1
    REGISTRY = 2
    SERVICES = 4
    LOGS = 8
    PARENT = 0x10
    EARLIER = 0x20
    EVENT_LOG = 0x40
    PERMISSIONS = 0x80


class Topic(IntEnum):
    """Where a number is met that :func:`explain` explains."""

    EVENT = 0
    REJECT_CODE = 1
    SCMAN_CODE = 2
    SITE_STATUS = 3
    SITE_DETAIL = 4
    SENDCODE = 5
    DESPOOLER_CODE = 6
    WIN32_ERROR = 7


class Stage(IntEnum):
    """How far a .ct2 has come on its way to the parent."""

    UNKNOWN = -1
    NOT_ANSWERED = 0
    WRITTEN = 1
    JOB = 2
    REQUEST = 3
    SENDING = 4
    ARRIVED = 5
    DESPOOLED = 6
    DONE = 7


class Procedure(IntEnum):
    """What is advised, or advised against."""

    NONE = 0
    UNKNOWN = 1
    WAIT = 2
    OTHER = 3
    FORCE_CT2 = 4
    ACTIVATE = 5
    REBUILD = 6

    @property
    def word(self) -> str:
        """As the tool says it, for example "force-ct2"."""
        return _core.procedure_name(self)


class StepKind(IntEnum):
    """What a step of a plan is."""

    CHECK = 0
    COPY = 1
    MOVE = 2
    RENAME = 3
    COMMAND = 4
    WAIT = 5
    PERSON = 6
    WRITE = 7
    READ = 8


class Reversal(IntEnum):
    """Whether a step can be taken back; UNTIL_TAKEN: until a service takes the file, which may be at once."""

    NOTHING = 0
    REVERSIBLE = 1
    COMPENSABLE = 2
    FINAL = 3
    UNTIL_TAKEN = 4


class ActionKind(IntEnum):
    """What apply hands out: a STEP it has done itself, or something to RUN, WAIT for or ASK; DONE: it is over."""

    STEP = 0
    RUN = 1
    WAIT = 2
    ASK = 3
    DONE = 4


class Answer(IntEnum):
    """What came of an action."""

    DONE = 0
    FAILED = 1
    IN_DOUBT = 2


class Outcome(IntEnum):
    """How an apply ended."""

    NONE = 0
    DONE = 1
    MOVED_BY_ITSELF = 2
    CHANGED = 3
    STOPPED = 4
    REJECTED = 5
    UNDONE = 6
    NOT_UNDONE = 7
    FAILED = 8
    ABANDONED = 9


class ServerKind(IntEnum):
    """What runs on a server of a site."""

    UNKNOWN = 0
    WINDOWS_NT = 1
    LAN_MANAGER = 2
    NETWARE = 3


class ProfileItem(IntEnum):
    """What a profile can say; from PARENT on only of the site."""

    TREE = 0
    DRIVE_ROOT = 1
    BOOT_DRIVE = 2
    REGISTRY = 3
    SERVICES = 4
    LOGS = 5
    PARENT = 6
    SITE_LIST = 7
    HMAN_LOG = 8
    PARENT_STATUS = 9
    EARLIER = 10
