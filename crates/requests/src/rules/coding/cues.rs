//! Turns of phrase by which causes are told, French and English, in the order of the coding rule.

/// What a cue asks for besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    /// While a request is open these words are those of waiting.
    NoOpenRequest,
}

/// Words that tell a cause.
pub(super) struct Cue {
    /// Step of the coding rule.
    pub(super) step: u8,
    pub(super) code: &'static str,
    pub(super) needs: Needs,
    pub(super) patterns: &'static [&'static str],
}

const fn cue(step: u8, code: &'static str, patterns: &'static [&'static str]) -> Cue {
    Cue { step, code, needs: Needs::Nothing, patterns }
}

/// A person asks how far a request is.
pub(super) const CHASE: &[&str] = &[
    "ou en est|sont|suis|etes|etions",
    "quoi de neuf",
    "qu en est il",
    "des|de|sans|aucune nouvelle|nouvelles",
    "avancement",
    "dossier|demande|ca ~ avance|avancee|bouge",
    "toujours pas|rien|en|aucun|aucune|sans",
    "relance*",
    "quand ~ traite|traitee|reponse|repondre|fini|pret|prete|recevrai|vais|aurai|pourrai",
    "j attends",
    "attends toujours|encore|depuis",
    "depuis ~ mois|semaine|semaines|jours|jour",
    "combien de temps",
    "quel delai",
    "dans quel delai|delais",
    "any news|update|progress",
    "still waiting|no|not|have|haven",
    "status of",
    "how long",
    "when will|can",
    "waiting for|since",
];

/// A person asks whether something arrived.
pub(super) const RECEIPT: &[&str] = &[
    "avez vous ~ recu|receptionne|eu",
    "l avez vous ~ recu|eu",
    "vous avez|ayez|aviez ~ bien recu|receptionne|eu",
    "vous est ~ bien parvenu|parvenue",
    "est ~ bien arrive|arrivee|parvenu|parvenue",
    "sont ~ bien arrives|arrivees|parvenus|parvenues",
    "accuse de reception",
    "confirmer ~ reception",
    "confirmez ~ reception",
    "did you ~ receive|get",
    "have you ~ received",
    "you ~ received my",
    "confirm ~ receipt|received",
];

/// A person asks for money or a card to come.
pub(super) const PAYMENT: &[&str] = &[
    "quand ~ paye|payee|verse|versee|versement|virement|paiement|rembourse|remboursee",
    "pas ~ recu ~ paiement|virement|versement|carte|passeport|titre|remboursement",
    "paiement|virement|versement|remboursement ~ pas|toujours|attente",
    "pas ~ paye|payee|verse|rembourse|remboursee",
    "attends ~ carte|passeport|titre|paiement|virement|remboursement",
    "when ~ paid|payment|refund|refunded",
    "not ~ paid|received ~ payment|card|refund",
];

/// Words of a decision in favour.
pub(super) const A4_DECIDED: &[&str] = &[
    "accepte|acceptee|accorde|accordee|favorable|favorablement|valide|validee|notifie|notifiee",
    "accepted|granted|approved",
];

/// Steps 1 and 3 to 7; step 2 is that of waiting.
pub(super) const CUES: &[Cue] = &[
    cue(
        1,
        "E3",
        &[
            "erreur de votre part",
            "votre erreur",
            "erreur de|dans ~ saisie|calcul",
            "vous etes|avez ~ trompe|trompes",
            "avez|ont|a ~ perdu|egare mon|ma|mes",
            "your mistake|error",
            "you lost my",
            "you made ~ mistake|error",
        ],
    ),
    cue(
        1,
        "E2",
        &[
            "devait|deviez|devez ~ rappeler|recontacter",
            "pas|jamais ~ rappele|rappelee|recontacte|recontactee",
            "promis ~ rappeler|rappel",
            "personne ~ rappele|rappelee",
            "clos|cloture|cloturee ~ alors|sans",
            "never ~ called back",
            "promised ~ call",
        ],
    ),
    cue(
        1,
        "E4",
        &[
            "dit ~ contraire|inverse",
            "reponses ~ contradictoires|differentes",
            "told ~ opposite|different|otherwise",
        ],
    ),
    cue(
        1,
        "D4",
        &[
            "essaye|tente|essaie|tentatives ~ appeler|joindre|appels",
            "injoignable|injoignables",
            "ne|jamais decroche|decrochez",
            "personne ne repond|decroche",
            "arrive ~ pas a vous joindre",
            "impossible de|d ~ joindre|avoir",
            "could|couldn ~ reach",
            "could|couldn ~ get through",
            "nobody|no one ~ answers|picks",
        ],
    ),
    Cue {
        step: 1,
        code: "E1",
        needs: Needs::NoOpenRequest,
        patterns: &[
            "sans|aucune reponse",
            "pas|jamais ~ repondu|reponse",
            "ne repond ~ pas",
            "reponse ~ incomplete|partielle",
            "no|without ~ reply|answer|response",
            "never|not ~ answered|replied",
        ],
    },
    cue(
        3,
        "G2",
        &[
            "arnaque|frauduleux|frauduleuse|phishing|hameconnage|escroquerie",
            "scam|genuine|fraudulent",
            "vient ~ bien de vous",
            "vrai ~ message|sms|mail",
        ],
    ),
    cue(
        3,
        "B2",
        &[
            "pourquoi ~ montant|refus|refuse|refusee|baisse|somme|indu|dette|trop",
            "comprends|compris ~ montant|decision|refus|calcul|indu|somme",
            "comment ~ calcule|calculee",
            "explique|expliquer ~ montant|decision|calcul|refus",
            "why ~ amount|refused|rejected|decision",
            "understand ~ amount|decision|refusal",
        ],
    ),
    cue(
        3,
        "B1",
        &[
            "comprends|compris|comprend ~ courrier|lettre|message|sms|mail|notification|avis",
            "que veut dire|signifie",
            "recu ~ courrier|lettre|sms|mail ~ comprends|compris",
            "understand ~ letter|message|email|notice",
            "what does ~ letter|message|mean",
        ],
    ),
    cue(
        4,
        "C2",
        &[
            "deja ~ envoye|envoyee|envoyes|envoyees|fourni|fournie|fournis|transmis|transmise|donne|depose|deposee",
            "already ~ sent|gave|provided|given",
        ],
    ),
    cue(
        4,
        "C3",
        &[
            "declarer ~ plusieurs|chaque",
            "deja ~ declare|signale|prevenu ~ a|autre|caf|impots|mairie",
            "already told ~ other",
        ],
    ),
    cue(
        4,
        "C1",
        &[
            "piece|pieces|document|documents|justificatif|justificatifs ~ manquant|manquants|manquante|manquantes|demande|demandes|demandee|demandees|reclame|reclames|complementaire|complementaires",
            "ci joint|jointe|joints ~ piece|pieces|document|documents|justificatif|justificatifs",
            "completer|complement|completude",
            "incomplet|incomplete",
            "missing ~ document|documents|paper|papers",
        ],
    ),
    cue(
        5,
        "D5",
        &[
            "deplacer|annuler|reporter|decaler|modifier|prendre|changer|manque|rate|obtenir|confirmer ~ rendez vous",
            "deplacer|annuler|reporter|decaler|modifier|prendre|changer|manque|rate|obtenir ~ rdv",
            "rendez vous|rdv ~ deplacer|annuler|reporter|annule|deplace|reporte",
            "book|move|cancel|miss|missed|change|reschedule ~ appointment",
        ],
    ),
    cue(
        5,
        "D2",
        &[
            "renvoie|renvoyee|renvoye|renvoyez|balade|baladee ~ vers|service|a|de",
            "ping pong",
            "passed|sent ~ from one",
            "passed|sent ~ around",
        ],
    ),
    cue(
        5,
        "D1",
        &[
            "a qui ~ adresser|demander|ecrire|parler",
            "bon|mauvais service|interlocuteur|guichet",
            "quel service",
            "who ~ should|do i ~ contact|ask",
            "wrong|right ~ office|department|service",
        ],
    ),
    cue(
        5,
        "D3",
        &["oblige|obligee|contraint ~ deplacer|venir|internet|ligne|appeler", "forced ~ online|come|call"],
    ),
    cue(
        6,
        "F2",
        &[
            "mot de passe",
            "identifiant|identifiants",
            "code d acces",
            "me|se connecter",
            "connexion ~ compte|impossible|espace",
            "compte ~ bloque|desactive",
            "password",
            "log|sign in",
            "login",
            "my account ~ locked|blocked",
        ],
    ),
    cue(
        6,
        "B4",
        &[
            "formulaire|demarche|teleservice|page|bouton|portail ~ bloque|bloquee|gris|grise|valide|valider|impossible|plante",
            "bloque|bloquee|coince ~ etape|page|formulaire",
            "form ~ stuck|blocked|submit",
            "stuck ~ form|step|page",
        ],
    ),
    cue(
        6,
        "F1",
        &[
            "panne|bug|bugue|hors service",
            "erreur 500|404|503|technique",
            "site ~ marche|fonctionne ~ pas|plus",
            "site|website|service ~ down|broken",
            "error 500|404|503",
            "outage",
        ],
    ),
    cue(
        6,
        "F3",
        &[
            "malvoyant|malvoyante|sourd|sourde|aveugle|illettre|illettree",
            "parle|parler|lis|lire pas|mal ~ francais",
            "pas|sans ~ ordinateur|internet|imprimante|smartphone",
            "accessible|accessibilite",
            "deaf|blind",
            "do|don ~ speak french",
        ],
    ),
    cue(
        6,
        "B3",
        &[
            "trouve|trouver pas ~ information|informations|reponse|site",
            "nulle part",
            "informations contradictoires",
            "can|cannot|could ~ find ~ information|anywhere",
        ],
    ),
    cue(
        7,
        "V4",
        &[
            "reclamation|recours|conteste|contester|contestation|mediateur|mediatrice|plainte|tribunal",
            "complaint|appeal|ombudsman|dispute",
        ],
    ),
    cue(
        7,
        "V3",
        &[
            "demenage|demenagement",
            "changement|change|changer d|de|ma|mon ~ adresse|situation|nom|banque|rib|coordonnees",
            "signale|signaler|signalement",
            "vous informe",
            "declarer",
            "moved|change of address",
            "report a|that",
            "inform you",
        ],
    ),
    cue(
        7,
        "V1",
        &[
            "faire|deposer|nouvelle|formuler ~ demande",
            "m|s|l inscrire|inscription",
            "souhaite|voudrais|aimerais ~ obtenir|beneficier|demander|inscrire|creer|ouvrir",
            "renouveler|renouvellement",
            "apply for",
            "register for",
            "new ~ request|application",
        ],
    ),
    cue(
        7,
        "V2",
        &[
            "ai je ~ droit",
            "quels ~ droits|aides|conditions",
            "conseil|conseiller|conseils",
            "m aider|accompagner",
            "am i entitled",
            "advice",
            "help me",
        ],
    ),
];
