"""A profile: one signed-in place on this computer. Its secrets are elsewhere (`secrets`)."""

import json
import platform
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from crmdesk.domain.errors import StorageFault
from crmdesk.domain.ports import Ids
from crmdesk.system.files import make_private_folder, read_file, replace_file
from crmdesk.system.locks import profile_lock
from crmdesk.system.paths import profile_folder


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    folder: Path
    device_id: str
    device_name: str
    url: str | None = None
    """The server's address; None while the profile was never signed in."""
    server_id: str | None = None
    email: str | None = None
    user_id: str | None = None

    @property
    def signed_in(self) -> bool:
        """Whether a server is known; whether its tokens still hold is the server's word."""
        return self.url is not None

    @property
    def database(self) -> Path:
        return self.folder / "replica.sqlite"

    @property
    def platform(self) -> str:
        return f"{platform.system()} {platform.release()}".strip()


_STORED = tuple(field.name for field in fields(Profile) if field.name not in {"name", "folder"})


def load_profile(name: str, ids: Ids) -> Profile:
    """The profile as it was saved; one that is new gets its folder and this computer's device id."""
    folder = profile_folder(name)
    make_private_folder(folder)
    file = folder / "profile.json"
    content = read_file(file)
    if content is None:
        with profile_lock(folder).waited_for():  # of several first starts one makes it, and no sign-in is overwritten
            content = read_file(file)
            if content is None:
                fresh = Profile(name, folder, device_id=ids.new(), device_name=platform.node() or "computer")
                save_profile(fresh)
                return fresh
    try:
        stored = json.loads(content)
        known = {key: stored[key] for key in _STORED if stored.get(key) is not None}
        return Profile(name=name, folder=folder, **known)
    except (ValueError, TypeError, AttributeError) as error:
        raise StorageFault(f"{file} cannot be read") from error


def save_profile(profile: Profile) -> None:
    stored = {key: value for key, value in asdict(profile).items() if key in _STORED}
    replace_file(profile.folder / "profile.json", json.dumps(stored, ensure_ascii=False, indent=2).encode())


def signed_in_as(profile: Profile, *, url: str, server_id: str, email: str, user_id: str) -> Profile:
    return replace(profile, url=url, server_id=server_id, email=email, user_id=user_id)


def signed_out(profile: Profile) -> Profile:
    return replace(profile, url=None, server_id=None, email=None, user_id=None)
