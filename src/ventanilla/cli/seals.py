"""Checking confirmations without network, and the public keys it takes."""

import os

import click

from ventanilla.cli.ending import FAILURE
from ventanilla.settings import check_secret, read_settings
from ventanilla.storage.vault import Vault


@click.command()
@click.argument("token")
@click.option("--key", multiple=True, metavar="VERSION:HEX", help="A public key; see `keys`.")
def verify(token: str, key: tuple[str, ...]) -> None:
    """Check a confirmation's QR code (its text or its address) without network."""
    from ventanilla.checking import check_token, parse_keys  # noqa: PLC0415

    keys = parse_keys(key) if key else _public_keys()
    verdict, genuine = check_token(token, keys)
    click.echo(verdict)
    if not genuine:
        raise SystemExit(FAILURE)


@click.command()
def keys() -> None:
    """Print the public keys that check confirmations; they are no secret."""
    for version, public in _public_keys().items():
        click.echo(f"{version}:{public.hex()}")


def _public_keys() -> dict[int, bytes]:
    from ventanilla.documents.seal import public_key  # noqa: PLC0415
    from ventanilla.serving import seal_seeds  # noqa: PLC0415

    settings = read_settings(os.environ)
    check_secret(settings)
    return {v: public_key(seed) for v, seed in seal_seeds(Vault(settings.secret_keys)).items()}
