"""Languages as MP4 files name them."""

from __future__ import annotations

_CODES = (
    "af afr,am amh,ar ara,az aze,be bel,bg bul,bn ben,bs bos,ca cat,cs ces,cy cym,da dan,de deu,el ell,en eng,es spa,"
    "et est,eu eus,fa fas,fi fin,fr fra,ga gle,gl glg,gu guj,he heb,hi hin,hr hrv,hu hun,hy hye,id ind,is isl,it ita,"
    "ja jpn,ka kat,kk kaz,km khm,kn kan,ko kor,lo lao,lt lit,lv lav,mk mkd,ml mal,mn mon,mr mar,ms msa,my mya,nb nob,"
    "ne nep,nl nld,nn nno,no nor,pa pan,pl pol,pt por,ro ron,ru rus,sk slk,sl slv,sq sqi,sr srp,sv swe,sw swa,ta tam,"
    "te tel,th tha,tr tur,uk ukr,ur urd,uz uzb,vi vie,zh zho,zu zul"
)
"""ISO 639-1 and ISO 639-2/T."""
_BY_SHORT = dict(pair.split() for pair in _CODES.split(","))


def iso_639_2(tag: str) -> str:
    """The three letters for a BCP 47 tag ("en-GB" → "eng"); "und", undetermined, where there are none here."""
    language = tag.split("-", maxsplit=1)[0].lower()
    return language if language in _BY_SHORT.values() else _BY_SHORT.get(language, "und")
