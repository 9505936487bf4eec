"""How names and words of other languages are said, which the phonemiser reads as if they were English."""

from __future__ import annotations

from mediagen.providers.offline.lexicon import split


def _table(rows: str) -> dict[str, str]:
    """Rows of `word=phonemes`."""
    return dict(row.split("=") for row in split(rows))


SAID = _table("""
    ikea=ˌIkˈiə bose=bˈOz zara=zˈɑɹə uniqlo=jˈunəklˌO fila=fˈilə asus=ˈAsus json=ʤˈAsᵊn saas=sˈæs
    adidas=ədˈidəs hyundai=hˈʌndA peugeot=pʊʒˈO renault=ɹənˈO citroën=sˈɪtɹOən citroen=sˈɪtɹOən
    chanel=ʃənˈɛl cartier=kˈɑɹtiˌA lacoste=ləkˈɔst givenchy=ʒivɑnʃˈi vuitton=vwitˈɔn laurent=lɔɹˈɑn
    l'oréal=lˌɔɹiˈæl l'oreal=lˌɔɹiˈæl lancôme=lænkˈOm nestlé=nˈɛslA nescafé=nˈɛskəfˌA jägermeister=jˈAɡəɹmˌIstəɹ
    nikon=nˈIkɑn garmin=ɡˈɑɹmən saucony=sˈɔkəni
    siobhán=ʃəvˈɔn niamh=nˈiv saoirse=sˈɜɹʃə aoife=ˈifə zoë=zˈOi chloé=klˈOi andré=ˈɑndɹA françois=fɹɑnswˈɑ
    beyoncé=biˈɑnsA josé=hOzˈA jesús=hAsˈus javier=hˌɑviˈɛɹ guillermo=ɡijˈɛɹmO alejandro=ˌɑləhˈɑndɹO
    joaquin=wɑkˈin joaquín=wɑkˈin lucía=lusˈiə sofía=sOfˈiə rafael=ɹˌɑfiˈɛl jolla=hˈYə
    mbappé=əmbˌɑpˈA usain=jusˈAn kaepernick=kˈæpəɹnˌɪk giannis=jˈɑnəs jokic=jˈOkɪʧ jokić=jˈOkɪʧ doncic=dˈɑnʧɪʧ
    dončić=dˈɑnʧɪʧ jannik=jˈɑnɪk leclerc=ləklˈɛɹ kipchoge=kɪpʧˈOɡA roglič=ɹˈOɡlɪʧ tadej=tˈɑdA pogačar=pOɡˈɑʧɑɹ
    vinícius=vinˈisiəs zlatan=zlˈɑtɑn
    zürich=zˈʊɹɪk münchen=mˈʊnʃən genève=ʒənˈɛv nürnberg=nˈʊɹnbɜɹɡ düsseldorf=dˈʊsᵊldˌɔɹf wien=vˈin
    österreich=ˈɜstəɹˌIk québec=kəbˈɛk yosemite=jOsˈɛməTi bogotá=bˌOɡətˈɑ reims=ɹˈæns saône=sˈOn
    voilà=vwɑlˈɑ éclair=Aklˈɛɹ éclairs=Aklˈɛɹz garçon=ɡɑɹsˈOn foie=fwˈɑ crêpe=kɹˈAp crêpes=kɹˈAps rosé=ɹOzˈA
    brûlée=bɹulˈA entrée=ˈɑntɹA entrées=ˈɑntɹAz cliché=kliʃˈA clichés=kliʃˈAz exposé=ˌɛkspOzˈA protégé=pɹˈOTəʒˌA
    purée=pjʊɹˈA sauté=sɔtˈA prêt-à-porter=pɹˌɛtɑpɔɹtˈA appétit=ˌæpətˈi c'est=sˈA d'oeuvre=dˈɜɹv d'oeuvres=dˈɜɹvz
    d'état=dAtˈɑ hors=ˈɔɹ gruyère=ɡɹujˈɛɹ mâché=mɑʃˈA latte=lˈɑtA lattes=lˈɑtAz
    açaí=ˌɑsɑˈi buenos=bwˈAnOs cerveza=səɹvˈAsə
    ciao=ʧˈW danke=dˈɑŋkə guten=ɡˈutᵊn prost=pɹˈOst
    namaste=nˈɑməstˌA asana=ˈɑsənə chi=ʧˈi
    résumé=ɹˈɛzəmˌA résumés=ɹˈɛzəmˌAz resumé=ɹˈɛzəmˌA resumés=ɹˈɛzəmˌAz
    iphone=ˈIfˌOn iphones=ˈIfˌOnz ipad=ˈIpˌæd youtube=jˈutˌub tiktok=tˈɪktˌɑk whatsapp=wˈʌtsˌæp
    shh=ʃʃʃ shhh=ʃʃʃ ugh=ˈʌɡ
""")
"""By the word in lower case, in the phonemes of the phonemiser."""
