"""What can be wrong with the store."""

from __future__ import annotations

from collections.abc import Mapping

from service.codes.note import CodeNote

STORE: Mapping[str, CodeNote] = {
    "D101": CodeNote(
        "No such kind of database",
        "`BEDSIDE_DATABASE_URL` is not an address of SQLite or PostgreSQL.",
        "Write `sqlite:///FILE` or `postgresql://HOST/NAME`, or leave it out.",
    ),
    "D102": CodeNote(
        "The store does not open",
        "The database, its folder or its secret's file cannot be made, read or reached, or is "
        "busy.",
        "Do what the report says: mend rights, make room on the disk, start the server.",
    ),
    "D103": CodeNote(
        "A secret is missing or too short",
        "Pseudonyms need a secret of 32 characters or more; replicas must share one.",
        "Make one with `openssl rand -hex 32` and set `BEDSIDE_SECRET`.",
    ),
    "D104": CodeNote(
        "The secret's file can be read by others",
        "Whoever reads it can find out whose pseudonyms are in the log.",
        "Take the right to read it from everybody but its owner; a `.env` file that holds "
        "`BEDSIDE_SECRET` may be read by a group.",
    ),
    "D105": CodeNote(
        "The tables are of another version",
        "A newer Bedside made them, so they are left alone.",
        "Use the version that made them, or a newer one.",
    ),
    "D106": CodeNote(
        "The store needs another secret",
        "Recipients in it lie under a secret that was not given: they would not be recognised, and "
        "their opt-outs be missed. Or webhooks' secrets do, and the webhooks would go off.",
        "Give the secret that it was made with, behind a new one if you like. "
        "`bedside store check` says when an older one may go.",
    ),
    "D107": CodeNote(
        "The secret is not in a file",
        "`bedside store rotate-secret` changes the file beside the embedded store.",
        "Write a new secret before the old one in `BEDSIDE_SECRET`, a space between.",
    ),
    "D108": CodeNote(
        "No database here yet",
        "The command only reads or changes what is there, so it makes no database where none is: "
        "an empty one would say that nothing had ever been decided.",
        "Run it where the service runs, or set `BEDSIDE_DATA` or `BEDSIDE_DATABASE_URL`. "
        "`bedside store migrate` makes a new one.",
    ),
    "D109": CodeNote(
        "The database to copy to is not empty",
        "`bedside store copy` fills an empty database, so that no two histories are mixed.",
        "Make a new database and give its address.",
    ),
    "D110": CodeNote(
        "The store lies in another schema",
        "The address's `search_path` leads to a schema without a store, and the store of the same "
        "secret is in another one: every opt-out in it would be missed.",
        "Take the schema of the store, or give another store another secret.",
    ),
    "D201": CodeNote(
        "The API key cannot be had",
        "Its name or scopes do not fit, it exists already, it was revoked, or two secrets of it "
        "work and nobody said which of them a new one may end.",
        "Do what the report says; `bedside keys list` shows the keys.",
    ),
    "D202": CodeNote(
        "No such receipt",
        "The log of the database that is named has no entry under this id.",
        "Check the id, and that this is the service's database (`BEDSIDE_DATA`); entries older "
        "than `BEDSIDE_KEEP_LOG` are tidied away.",
    ),
    "D301": CodeNote(
        "Not a list of standing",
        "The file is not CSV in UTF-8, or its first line does not name the columns.",
        "[Lists from elsewhere](lists.md) has the columns.",
    ),
    "D302": CodeNote(
        "A row that cannot be taken in",
        "A value in this column does not fit; the rows around it were taken in.",
        "Mend the row and give the file again; rows that are in already are left alone.",
    ),
    "D303": CodeNote(
        "The list is too large",
        "A file above 512 MB is not read in one piece.",
        "Split it; every part needs the line that names the columns.",
    ),
    "D401": CodeNote(
        "The webhook cannot be had",
        "Its name or an event's does not fit, a webhook of that name exists, or there is none.",
        "Do what the report says; `bedside webhooks list` shows the webhooks, `types` the events.",
    ),
    "D402": CodeNote(
        "No call may go there",
        "Webhooks lead to `https`, to public addresses, or to this machine by its literal address.",
        "Give such an address; name a network of your own in `BEDSIDE_WEBHOOK_NETWORKS`.",
    ),
    "D403": CodeNote(
        "There is no such delivery",
        "No delivery with this message id is kept for the webhook.",
        "`bedside webhooks deliveries NAME` lists them; ended ones are kept for a time only.",
    ),
}
