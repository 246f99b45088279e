"""What pages say that are no item's: the words of challenges, log-ins, errors and tombstones, in several languages.

Patterns on titles meet folded text (ASCII, lower case, no punctuation), those on texts meet lower-case text.
"""

from __future__ import annotations

import re

CHALLENGE = re.compile(
    r"just a moment|attention required(?: cloudflare)?|checking your browser.*|"
    r"(?:one moment )?please wait.*|one moment please|"
    r"access (?:to this page has been )?denied|are you a robot|(?:human|user|browser|"
    r"security) (?:verification|check|challenge)|"
    r"verify(?:ing)? (?:that )?(?:you are|your) (?:a )?(?:human|browser).*|ddos guard|client challenge|validate user|"
    r"pardon our interruption|request rejected|bot (?:verification|manager|check)(?: captcha)?|"
    r"radware bot manager captcha|"
    r"making sure you(?:re| are) not a bot|robot check|captcha|403 forbidden|forbidden|error 1020|"
    r"you have been blocked|sorry you have been blocked|unusual traffic|too many requests|429 too many requests"
)
CHALLENGE_MARKS = (
    "#challenge-form, #challenge-running, #cf-wrapper, #cf-challenge-running, #challenge-error-text, "
    "#px-captcha, #anubis_challenge, "
    "#ddos-guard, #sec-if-cpt-container, .cf-turnstile, .h-captcha, .g-recaptcha, #captcha-container, "
    "form[action*=captcha]"
)
CHALLENGE_SCRIPTS = (
    "script[src*='/cdn-cgi/challenge-platform/'], script[src*='_Incapsula_Resource'], "
    "script[src*='captcha-delivery.com'], "
    "script[src*='awswaf.com'], script[src*='perfdrive.com'], iframe[src*='_Incapsula_Resource']"
)
CHALLENGE_TEXT = re.compile(
    r"incapsula incident id|enable javascript and cookies to continue|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"unusual traffic from your|confirm that you are not a robot|complete the security check to access|"
    r"you don't have permission to access .{0,200}reference #|made us think you (?:might be|are|were) a (?:ro)?bot",
    re.IGNORECASE | re.DOTALL,
)
CONSENT = re.compile(
    r"cookies? (?:consent|policy|settings|preferences|required|absent|notice|disabled)|"
    r"cookies are (?:required|disabled)|"
    r"consent(?: required)?|before you continue(?: to .*)?|privacy (?:settings|preferences)|datenschutzeinstellungen|"
    r"your privacy choices|cookie einstellungen|gestion des cookies"
)
CONSENT_TEXT = re.compile(
    r"(?:cookies? (?:must be|are|is|need to be) (?:enabled|required|disabled)|enable cookies|"
    r"accept (?:all )?cookies to continue|before you continue|requires? cookies)",
    re.IGNORECASE,
)
LOG_IN = re.compile(
    r"(?:log|sign) ?(?:in|on)(?:$| to\b| required| with\b| here)|please (?:log|sign) ?(?:in|on)\b|login$|"
    r"anmelden$|anmeldung$|einloggen$|connexion$|iniciar sesion$|entrar$|accedi$|inloggen$|single sign on|shibboleth|"
    r"authentication required|restricted (?:access|item|area)$|"
    r"where are you from|institutional login|user login"
)
_THING = (
    r"(?:page|item|record|document|publication|article|work|file|resource|content|submission|object|"
    r"thesis|dataset|data set|handle|identifier|entry|eprint|preprint)"
)
NOT_FOUND_TITLE = re.compile(
    rf"(?:error |fehler |erreur )?(?:404|410|500|502|503)(?:$| error\b| not found\b| page\b| seite\b|"
    rf" {_THING}| file\b| nicht\b| internal\b| bad\b| service\b)|"
    rf"(?:the )?(?:requested )?(?:{_THING} )?(?:was |is |could |can )?(?:not|"
    rf"cannot) (?:be )?found(?: on .*)?$|(?:page|seite) nicht gefunden|"
    r"(?:die )?(?:angeforderte )?seite (?:wurde )?nicht gefunden|nicht gefunden$|page (?:non trouvee|"
    r"introuvable)|(?:document|ressource) introuvable|"
    r"pagina (?:no encontrada|nao encontrada|non trovata|niet gevonden)|no encontrad[ao]$|nao encontrad[ao]$|"
    r"sidan (?:hittades inte|kunde inte hittas)|siden (?:ble |blev )?ikke (?:funnet|fundet)|"
    r"sivua ei loydy|strona nie (?:znaleziona|istnieje)|"
    r"nie znaleziono|stranitsa ne naidena|service unavailable|(?:internal )?server error|"
    r"invalid (?:identifier|item|handle|url|request|doi)|"
    r"(?:oops|sorry|whoops)(?:$| .{0,40}(?:not found|went wrong|exist|missing))|something went wrong|"
    r"an error (?:has )?occurred|(?:doi|handle) not found|no such (?:page|item|record)|system error"
)
NOT_FOUND = re.compile(
    rf"{_THING}s?(?: \S{{1,60}}){{0,8}} "
    rf"(?:was|were|is|could|can|does|has)? ?(?:not|cannot) (?:be )?(?:found|exist|available|located)|"
    rf"(?:could not|couldn't|can't|cannot|unable to) (?:find|locate) (?:the|that|this|any|"
    rf"your) (?:requested )?{_THING}|"
    rf"no (?:such )?{_THING} (?:was |were |is |has been |with .{{1,60}} )?(?:found|exists)|no longer exists|"
    r"nicht gefunden|konnte nicht gefunden werden|existiert nicht|(?:est|sont) introuvable|"
    r"n'a pas \u00e9t\u00e9 trouv|n'existe (?:pas|plus)|"
    r"no (?:se )?(?:ha )?(?:encontr\u00f3|encontrado|encontrada|existe)|"
    r"n\u00e3o (?:foi )?(?:encontrad[ao]|existe)|non (?:\u00e8 stat[ao] )?trovat[ao]|"
    r"niet gevonden|bestaat niet|hittades inte|kunde inte hittas|ikke (?:funnet|fundet)|ei l\u00f6ydy|"
    r"nie (?:znaleziono|istnieje)|"
    r"\u043d\u0435 \u043d\u0430\u0439\u0434\u0435\u043d|\u672a\u627e\u5230|\u4e0d\u5b58\u5728|"
    r"\u898b\u3064\u304b\u308a\u307e\u305b\u3093|\u627e\u4e0d\u5230"
)
SEARCH_PAGE = re.compile(
    r"(?:advanced )?search(?: results?)?(?: for .*)?|no results?(?: found)?|suche|suchergebnisse?|"
    r"recherche|resultados(?: de (?:la )?busqueda)?|busqueda|busca"
)
_GONE = r"(?:withdrawn|removed|deleted|retired|taken down|unpublished|suppressed|de-?accessioned|expunged)"
TOMBSTONE = re.compile(
    rf"(?:this|the|requested) (?:\w+ ){{0,3}}{_THING} (?:has been|have been|was|is|"
    rf"had been)(?: (?:permanently|temporarily|now))? {_GONE}|"
    rf"{_THING} (?:is )?no longer available|{_THING} has been {_GONE}|tombstone (?:page|record)|"
    r"wurde (?:vom \w+ )?(?:gel\u00f6scht|zur\u00fcckgezogen|entfernt)|a \u00e9t\u00e9 (?:supprim|"
    r"retir)\u00e9|ha sido (?:eliminad|retirad|borrad)[oa]|"
    r"foi (?:removid|retirad|exclu\u00edd|apagad)[oa]|\u00e8 stat[oa] (?:rimoss|ritirat|cancellat|"
    r"eliminat)[oa]|is (?:verwijderd|ingetrokken)|"
    r"har (?:blivit )?(?:borttagits|tagits bort|fjernet|slettet)|er (?:fjernet|slettet|trukket tilbake)|"
    r"\u0443\u0434\u0430\u043b\u0435\u043d|\u524a\u9664\u3055\u308c\u307e\u3057\u305f|"
    r"\u5df2(?:\u88ab)?(?:\u5220\u9664|\u64a4\u56de)"
)
TOMBSTONE_TITLE = re.compile(
    rf"^(?:{_GONE} (?:item|record|submission|document|publication|eprint)|(?:item|record|submission|"
    rf"eprint) {_GONE}|tombstone|410(?: gone)?$|gone$|(?:this )?{_THING} (?:has been|was) {_GONE})"
)
SHELLS = (
    "ds-app, app-root, #root, #app, #__next, #___gatsby, #__nuxt, #q-app, #main-app, #svelte, [ng-app], "
    "[data-reactroot]"
)
NEEDS_SCRIPT = re.compile(r"javascript|java script", re.IGNORECASE)
