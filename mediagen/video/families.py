"""Families of fonts that come as packages: `pip install fontpkg-NAME`. As of November 2026; further ones work, too."""

PACKAGED = frozenset(
    """
    abeezee abel abril-fatface acme albert-sans alegreya-sans alfa-slab-one almarai alumni-sans amiri andada-pro
    anek-telugu antic-slab anton archivo archivo-black archivo-narrow arimo arvo asap assistant
    atkinson-hyperlegible baloo-2 barlow barlow-condensed barlow-semi-condensed be-vietnam-pro bebas-neue bitter
    black-ops-one bodoni-moda bricolage-grotesque bungee cabin cairo cardo catamaran caveat chakra-petch changa-one
    chivo cinzel comfortaa cormorant cormorant-garamond crimson-pro crimson-text dancing-script delius dm-mono
    dm-sans dm-serif-display dm-serif-text domine dosis eb-garamond encode-sans epilogue exo exo-2 figtree fira-code
    fira-sans fira-sans-condensed fjalla-one frank-ruhl-libre fraunces fredoka geist geist-mono geologica
    gravitas-one great-vibes hammersmith-one hanken-grotesk heebo hind hind-siliguri ibm-plex-mono ibm-plex-sans
    ibm-plex-sans-arabic ibm-plex-sans-condensed ibm-plex-serif inconsolata indie-flower instrument-sans
    instrument-serif inter inter-tight jetbrains-mono josefin-sans jost kalam kanit karla lato league-spartan lexend
    lexend-deca libre-baskerville libre-franklin lilita-one literata lobster lobster-two lora luckiest-guy manrope
    marcellus maven-pro merriweather merriweather-sans montserrat mukta mulish news-cycle newsreader
    noto-kufi-arabic noto-sans noto-sans-arabic noto-sans-devanagari noto-sans-display noto-sans-khmer
    noto-sans-tamil noto-sans-telugu noto-sans-thai noto-serif nunito nunito-sans oleo-script onest open-sans
    orbitron oswald outfit overpass oxygen pacifico permanent-marker play playfair-display plus-jakarta-sans poppins
    press-start-2p prompt pt-sans pt-sans-narrow pt-serif public-sans questrial quicksand rajdhani raleway
    ramabhadra red-hat-display red-hat-text rethink-sans righteous roboto roboto-condensed roboto-flex roboto-mono
    roboto-slab rowdies rubik russo-one saira saira-condensed sanchez sarabun satisfy schibsted-grotesk
    shadows-into-light share-tech signika slabo-27px smooch-sans sofia-sans sora source-code-pro source-sans-3
    source-serif-4 space-grotesk space-mono spectral syne tajawal teko titan-one titillium-web unbounded urbanist
    varela-round viga vollkorn work-sans yanone-kaffeesatz yellowtail zeyada zilla-slab
    """.split()  # noqa: SIM905 - 200 names in quotes are harder to read
)
