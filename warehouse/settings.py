"""What the person who installs Warehouse Floor may decide, read once from the environment.

Every variable stands in docs/settings.md; a test keeps the two alike.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self, cast

Tls = Literal["auto", "off", "files"]
Enrol = Literal["auto", "required", "open"]
Master = Literal["here", "central"]

PREFIX = "WAREHOUSE_"
_ENVIRON = os.environ  # noqa: TID251 - this module is the one reader
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_LEVELS = ("debug", "info", "warning", "error", "critical")
_KINDS = ("auto", "off", "files")
_ENROLMENTS = ("auto", "required", "open")
_MASTERS = ("here", "central")


class BadSetting(ValueError):  # noqa: N818 - a sentence for whoever sets the machine up
    """A variable holds what cannot be meant; its text names the variable and the way out."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One running warehouse's choices; secrets stay out of its printed form."""

    home_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    reports_url: str | None = field(default=None, repr=False)
    host: str = "0.0.0.0"  # noqa: S104 - handhelds on the local network must reach it
    port: int = 8443
    tls: Tls = "auto"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    names: tuple[str, ...] = ()
    workers: int = 2
    threads: int = 8
    behind_proxy: bool = False
    scan_idle_ms: int = 100
    scan_min_chars: int = 3
    gs_aliases: tuple[str, ...] = ("<GS>",)
    load_demo: bool = True
    demo: bool = False
    enrol: Enrol = "auto"
    api_rate: int = 600
    private_targets: tuple[str, ...] = ()
    items_master: Master = "here"
    stock_master: Master = "here"
    log_level: str = "info"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the `WAREHOUSE_*` variables; an absent or empty one means its default.

        Makes the home folder, and in it the secret key, the first time.

        Raises:
            BadSetting: a value cannot be meant, a variable is unknown, or the home folder
                cannot be written.
        """
        env = _Variables(_ENVIRON if environ is None else environ)
        home_dir = env.path("HOME") or env.default_home()
        database_url = env.address("DATABASE_URL") or f"sqlite:///{_database(home_dir)}"
        tls = cast("Tls", env.choice("TLS", _KINDS, default="auto"))
        settings = cls(
            home_dir=home_dir,
            database_url=database_url,
            secret_key=env.text("SECRET_KEY") or "",
            reports_url=env.address("REPORTS_URL"),
            host=env.text("HOST") or cls.host,
            port=env.number("PORT", default=cls.port, least=1, most=65535),
            tls=tls,
            tls_cert=env.path("TLS_CERT"),
            tls_key=env.path("TLS_KEY"),
            names=env.words("NAMES", default=cls.names),
            workers=env.number("WORKERS", default=cls.workers, least=1, most=64),
            threads=env.number("THREADS", default=cls.threads, least=1, most=256),
            behind_proxy=env.flag("BEHIND_PROXY", default=cls.behind_proxy),
            scan_idle_ms=env.number("SCAN_IDLE_MS", default=cls.scan_idle_ms, least=20, most=5000),
            scan_min_chars=env.number(
                "SCAN_MIN_CHARS", default=cls.scan_min_chars, least=1, most=100
            ),
            gs_aliases=env.words("GS_ALIASES", default=cls.gs_aliases),
            load_demo=env.flag("LOAD_DEMO", default=env.flag("DEMO", default=True)),
            demo=env.flag("DEMO", default=demo_marker(home_dir, database_url).exists()),
            enrol=cast("Enrol", env.choice("ENROL", _ENROLMENTS, default=cls.enrol)),
            api_rate=env.number("API_RATE", default=cls.api_rate, least=1, most=1_000_000),
            private_targets=_networks(env.words("PRIVATE_TARGETS", default=cls.private_targets)),
            items_master=cast("Master", env.choice("ITEMS_MASTER", _MASTERS, default="here")),
            stock_master=cast("Master", env.choice("STOCK_MASTER", _MASTERS, default="here")),
            log_level=env.choice("LOG_LEVEL", _LEVELS, default=cls.log_level),
        )
        env.refuse_unknown()
        _check_tls_files(settings)
        _make_home(home_dir)
        if settings.secret_key:
            return settings
        return cls(**{**vars(settings), "secret_key": _kept_secret(home_dir)})

    @property
    def authority_cert(self) -> Path:
        """Certificate (PEM) of the local authority that devices install; there with `tls=auto`."""
        return self.home_dir / "tls" / "authority.pem"

    @property
    def must_enrol(self) -> bool:
        """Whether badges and PINs open enrolled devices only; a demo is open unless it is told."""
        return self.enrol == "required" or (self.enrol == "auto" and not self.demo)

    @property
    def scheme(self) -> str:
        """What devices put before the address of this server itself, not of a proxy before it."""
        return "http" if self.tls == "off" else "https"


def environment(settings: Settings) -> dict[str, str]:
    """The environment for a child process that must see exactly these settings."""
    shown = {name: value for name, value in _ENVIRON.items() if not name.startswith(PREFIX)}
    values = vars(settings) | {"home": settings.home_dir}
    del values["home_dir"]
    return shown | {
        PREFIX + name.upper(): _written(value)
        for name, value in values.items()
        if value is not None
    }


def demo_marker(home_dir: Path, database_url: str) -> Path:
    """The file whose presence says that this very database was filled with the demo warehouse.

    Named after the database, so that a home pointed at a real one never shows codes as buttons.
    """
    digest = hashlib.sha256(database_url.encode()).hexdigest()[:16]
    return home_dir / f"demo-{digest}"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else str(value)


class _Variables:
    """The `WAREHOUSE_*` part of an environment, remembering what was asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._asked: set[str] = set()

    def text(self, name: str) -> str | None:
        self._asked.add(PREFIX + name)
        return self._environ.get(PREFIX + name, "").strip() or None

    def address(self, name: str) -> str | None:
        value = self.text(name)
        return None if value is None else _database_url(name, value)

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        return None if value is None else Path(value).expanduser().absolute()

    def words(self, name: str, *, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self.text(name)
        return default if value is None else tuple(value.split())

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            raise BadSetting(
                f"{PREFIX}{name} is {value!r}; give a whole number from {least} to {most}."
            )
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name)
        if value is None:
            return default
        if value.lower() not in _YES | _NO:
            raise BadSetting(f"{PREFIX}{name} is {value!r}; give yes or no.")
        return value.lower() in _YES

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        value = (self.text(name) or default).lower()
        if value not in choices:
            raise BadSetting(f"{PREFIX}{name} is {value!r}; give one of {', '.join(choices)}.")
        return value

    def default_home(self) -> Path:
        """`var/` of a checkout; else the user's own data folder, from wherever it is started."""
        checkout = Path(__file__).resolve().parent.parent
        if (checkout / "pyproject.toml").is_file():
            return checkout / "var"
        shared = self._environ.get("XDG_DATA_HOME", "").strip()
        return (Path(shared) if shared else Path.home() / ".local/share") / "warehouse-floor"

    def refuse_unknown(self) -> None:
        """A misspelt variable must not pass for a default."""
        for name in sorted(self._environ):
            if name.startswith(PREFIX) and name not in self._asked:
                raise BadSetting(f"{name} is not a setting; docs/settings.md lists them all.")


def _database(home_dir: Path) -> Path:
    return home_dir / "warehouse.sqlite3"


def _database_url(name: str, value: str) -> str:
    """Take the addresses that people paste, and settle the driver."""
    scheme, colon, rest = value.partition("://")
    if scheme == "sqlite" and colon and len(rest) > 1:
        return value
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and rest:
        return f"postgresql+psycopg://{_hosts_apart(rest)}"
    # The value itself may hold a password, so the sentence does not repeat it.
    raise BadSetting(
        f"{PREFIX}{name} does not name a database that is understood; "
        "give sqlite:////folder/file.sqlite3 or postgresql://user:password@host/name."
    )


def _hosts_apart(rest: str) -> str:
    """Write `user@a:5432,b:5432/name`, as libpq has it, in the way that SQLAlchemy reads."""
    before, question, query = rest.partition("?")
    place, slash, name = before.partition("/")
    user, at, hosts = place.rpartition("@")
    if "," not in hosts:
        return rest
    listed = "&".join(f"host={host}" for host in hosts.split(","))
    return f"{user}{at}{slash}{name}?{listed}{'&' if question else ''}{query}"


def _networks(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        try:
            ip_network(word)
        except ValueError:
            raise BadSetting(
                f"{PREFIX}PRIVATE_TARGETS holds {word!r}; give networks, such as 10.1.0.0/16."
            ) from None
    return words


def _check_tls_files(settings: Settings) -> None:
    if settings.tls != "files":
        return
    for name, path in (("TLS_CERT", settings.tls_cert), ("TLS_KEY", settings.tls_key)):
        if path is None or not path.is_file():
            raise BadSetting(
                f"{PREFIX}TLS is 'files', so {PREFIX}{name} must name a PEM file; "
                + (f"{path} is not there." if path else "it is not set.")
            )


def _make_home(home_dir: Path) -> None:
    try:
        home_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(home_dir, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise BadSetting(
            f"The home folder {home_dir} cannot be written; set {PREFIX}HOME to a folder that can."
        )


def _kept_secret(home_dir: Path) -> str:
    """Read the key that signs sessions, made once and readable by its owner only."""
    path = home_dir / "secret-key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    """Write the whole file or nothing, and let the first of several processes win."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        logging.getLogger(__name__).debug("another process made %s first", path)
    finally:
        draft.unlink()
