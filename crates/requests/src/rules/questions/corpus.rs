//! Messages written for this test, as people write to administrations, with words of each question that they hold.

/// Those that the patterns were made from.
pub(super) const KNOWN: &[(&str, &[&str])] = &[
    (
        "Bonjour,\n\nJ'ai déposé ma demande d'APL le 3 mars. Où en est-elle ?\n\nCordialement,\nMarie Petit",
        &["Où en est-elle"],
    ),
    (
        "bonjour je voudrais savoir quand je vais recevoir ma carte d identite merci",
        &["savoir quand je vais recevoir"],
    ),
    (
        "Bonjour, pouvez-vous m'envoyer une attestation de paiement. Merci d'avance. M. Leroy",
        &["m'envoyer une attestation"],
    ),
    (
        "Madame, Monsieur,\nJe n'ai pas reçu de réponse à mon courrier du 12. Merci de me dire si vous l'avez bien reçu.\nVeuillez agréer, Madame, Monsieur, mes salutations distinguées.\nJean Roux\n06 00 00 00 00",
        &["si vous l'avez bien reçu"],
    ),
    ("Bonjour\nou en est mon dossier svp\nmerci", &["ou en est mon dossier"]),
    (
        "Bonjour,\nJ'ai trois questions :\n1. Quel est le montant de la taxe\n2. Puis-je payer en plusieurs fois\n3. la date limite\nMerci",
        &["Quel est le montant", "Puis-je payer", "la date limite"],
    ),
    (
        "Suite à notre appel, je vous envoie les pièces demandées :\n- RIB\n- justificatif de domicile\n- avis d'imposition\nBonne réception.\nS. Martin",
        &[],
    ),
    (
        "Bonjour, comment allez-vous ? Je vous écris car mon fils entre en CP. Quels documents faut-il pour l'inscription ? Et jusqu'à quand peut-on s'inscrire ?",
        &["Quels documents", "jusqu'à quand"],
    ),
    (
        "Je souhaite prendre un rendez-vous pour un passeport. Est-ce possible un samedi ?",
        &["prendre un rendez-vous", "possible un samedi"],
    ),
    (
        "Bonjour,\nJe ne comprends pas pourquoi le montant a baissé ce mois-ci. Pourriez-vous m'expliquer le calcul ?\nCdt",
        &["pourquoi le montant a baissé", "m'expliquer le calcul"],
    ),
    ("Merci pour votre réponse rapide, tout est clair. Bonne journée", &[]),
    ("Je vous informe de mon changement d'adresse à compter du 1er mai : 4 rue des Lilas.", &[]),
    (
        "Bonjour, vais-je recevoir un courrier ou un mail. Je dois partir en vacances le 10.",
        &["vais-je recevoir"],
    ),
    (
        "Hello,\nI moved to Lyon last week. How can I update my address? Also, do I need a new card?\nBest regards,\nJohn",
        &["How can I update", "do I need a new card"],
    ),
    (
        "Could you please confirm that you received my documents. Thank you for your help.",
        &["confirm that you received"],
    ),
    (
        "Dear Sir or Madam, please find attached my form. I would like to know when it will be processed.",
        &["know when it will be processed"],
    ),
    ("bonjour toujours pas de nouvelles de mon dossier n° 4532, cela fait 3 mois, c'est inadmissible", &[]),
    (
        "Bonjour, j'ai bien reçu votre SMS mais je ne sais pas quelle pièce envoyer. Dois-je refaire toute la demande ?",
        &["quelle pièce envoyer", "refaire toute la demande"],
    ),
    (
        "Merci de bien vouloir m'indiquer les horaires d'ouverture de la mairie ainsi que les pièces à fournir pour un PACS.",
        &["les horaires d'ouverture"],
    ),
    (
        "Bonjour,\nRappelez-moi au 06 00 00 00 00 s'il vous plaît, je n'arrive pas à vous joindre.\nMme Blanc",
        &["Rappelez-moi"],
    ),
    (
        "Le site affiche une erreur 500 quand je valide. Que dois-je faire ? Le délai se termine demain !",
        &["Que dois-je faire"],
    ),
    (
        "Je vous prie de trouver ci-joint mon justificatif. Dans l'attente de votre retour, je reste à votre disposition.",
        &[],
    ),
    (
        "Bonjour, est ce que je peux venir sans rendez vous et avez vous un parking handicapé",
        &["est ce que je peux venir"],
    ),
    (
        "Bonjour,\nVous m'avez demandé un acte de naissance. Je l'ai déjà envoyé en janvier ! Quelle perte de temps ! Faut-il vraiment que je le renvoie ?",
        &["le renvoie"],
    ),
    (
        "Bonjour. Le paiement du mois de mars n'est pas arrivé. Quand sera-t-il versé ? Y a-t-il un problème avec mon RIB ?\nBien à vous\nKarim\nAvez-vous besoin d'imprimer ce mail ?",
        &["Quand sera-t-il versé", "un problème avec mon RIB"],
    ),
    (
        "Bonjour, nous souhaiterions connaître l'état d'avancement de notre permis de construire PC 075 123. Merci de nous tenir informés.",
        &["l'état d'avancement", "nous tenir informés"],
    ),
    (
        "Ma mère ne peut pas se déplacer. Qui peut l'aider à remplir le formulaire ? Existe-t-il une aide à domicile ?",
        &["Qui peut l'aider", "une aide à domicile"],
    ),
    ("J'aimerais que vous m'envoyiez un duplicata de mon avis, le mien est perdu.", &["un duplicata"]),
    (
        "Bonjour, je conteste la décision du 4 avril. Vous dites que je n'ai pas fourni mes revenus, or je les ai fournis.\nJe demande un réexamen de mon dossier.\nCordialement",
        &["un réexamen"],
    ),
    (
        "Pouvez-vous me dire :\n- où envoyer le dossier\n- s'il faut l'original\n- combien de temps cela prend\n\nMerci beaucoup\nPaul",
        &["où envoyer", "s'il faut l'original", "combien de temps"],
    ),
    ("bjr g pas compris votre lettre du 15 c koi indu", &["c koi indu"]),
    (
        "Hi, any news about my application? I can't log in either. What should I do?",
        &["any news", "What should I do"],
    ),
    ("I am writing to let you know that I have changed my bank. My new IBAN is attached.", &[]),
    ("Veuillez noter que je serai absent du 3 au 10 mai. N'hésitez pas à me rappeler si besoin.", &[]),
    (
        "Bonjour Madame, suite à votre courrier, je voudrais comprendre ce qui m'est réclamé et si je peux faire un échéancier.\n\nBien cordialement,\nA. Morel\nAssistante de direction\nTél. : 01 00 00 00 00",
        &["ce qui m'est réclamé"],
    ),
    (
        "Bonjour, il me faudrait un certificat de scolarité pour la CAF. C'est urgent.",
        &["un certificat de scolarité"],
    ),
    (
        "Le conseiller, m'a-t-on dit, devait me rappeler lundi. Personne ne l'a fait. À qui dois-je m'adresser ?",
        &["À qui dois-je m'adresser"],
    ),
    (
        "Merci de votre compréhension.\nCe message et ses pièces jointes sont confidentiels. Si vous n'êtes pas le destinataire, merci de le détruire.",
        &[],
    ),
    (
        "Bonjour,\nMon dossier est complet depuis le 2 février. Je voulais juste faire le point avec vous.\nPS : pourriez-vous aussi corriger mon prénom (Élodie et non Elodie) ?",
        &["faire le point", "corriger mon prénom"],
    ),
    (
        "Vous trouvez ça normal ? J'attends depuis six mois. Je veux un rendez-vous avec un responsable.",
        &["un rendez-vous avec un responsable"],
    ),
    (
        "Bonjour, la CAF me renvoie vers vous et vous me renvoyez vers la CAF. Qui est compétent pour l'allocation ?",
        &["Qui est compétent"],
    ),
    (
        "Votre réponse ne dit pas si mon conjoint est couvert. Idem pour mes enfants.",
        &["si mon conjoint est couvert"],
    ),
    (
        "En attente de votre confirmation de l'annulation de mon rendez-vous.",
        &["confirmation de l'annulation"],
    ),
    ("Can I pay by card? My neighbour said that you only take cheques.", &["Can I pay by card"]),
    (
        "Bonjour,\nCela fait un mois que j'attends mon titre de séjour et mon récépissé expire vendredi. Comment puis-je travailler en attendant ?\nMerci",
        &["Comment puis-je travailler"],
    ),
    ("bonjour jai perdu mon mot de passe comment je fais pour le recuperer", &["comment je fais"]),
    (
        "Madame, je me permets de revenir vers vous concernant ma bourse. Avez-vous besoin d'autres documents ? Si oui, lesquels ?",
        &["d'autres documents", "lesquels"],
    ),
    (
        "Je vous remercie par avance de m'adresser un relevé de situation ainsi que le détail des trimestres validés.",
        &["un relevé de situation"],
    ),
    ("Bonjour, je vous transmets la pièce. Vous confirmez que tout est bon maintenant", &["Vous confirmez"]),
    (
        "L'appel de ce matin a été coupé. Je n'ai donc pas su si mon dossier était complet.\nPeut-on me recontacter après 17h ?\nNadia",
        &["me recontacter après 17h"],
    ),
    (
        "Bonjour Monsieur,\n\nNotre association a déposé une demande de subvention.\n\n* À quelle date se réunit la commission ?\n* Serons-nous informés du résultat ?\n* Le versement se fait-il en une fois ?\n\nBien à vous,\nLe président",
        &["À quelle date", "Serons-nous informés", "en une fois"],
    ),
    ("Je signale un lampadaire en panne devant le 12 rue Pasteur depuis lundi.", &[]),
    (
        "Suite à la naissance de ma fille le 2 juin, je vous adresse l'acte de naissance. Rien d'autre à signaler.",
        &[],
    ),
    ("J'ai reçu un SMS de votre part avec un lien, est-ce une arnaque ?", &["est-ce une arnaque"]),
    (
        "Good morning, my payment is late again. When can I expect it? Please call me back on Monday.",
        &["When can I expect it", "call me back"],
    ),
    ("I have sent the form twice already. Nobody has answered. Kindly advise.", &["Kindly advise"]),
    (
        "Bonjour, pour mon permis de conduire, la visite médicale est-elle obligatoire, et si oui chez quel médecin ? Je suis diabétique.",
        &["la visite médicale"],
    ),
    (
        "Je n'ai aucune réponse depuis trois semaines. Qu'en est-il de ma réclamation ? Je saisirai le médiateur si rien ne bouge.",
        &["Qu'en est-il"],
    ),
    (
        "Bonjour, mon rendez-vous du 14 à 10h doit être déplacé car je travaille. Le 15 ou le 16 m'iraient bien.",
        &[],
    ),
    (
        "Merci de me communiquer l'adresse exacte. Merci également de préciser l'étage.\nCordialement",
        &["l'adresse exacte", "préciser l'étage"],
    ),
    ("Madame,\nVous m'avez demandé si je vis seul : oui, depuis 2021. J'espère que cela suffit.", &[]),
    ("bonsoir vous avez dit que je serais payé le 5 on est le 12 toujours rien c normal", &["c normal"]),
];

/// Those that were written afterwards: no pattern was changed for them.
pub(super) const ASIDE: &[(&str, &[&str])] = &[
    (
        "Bonjour,\nJe suis assistante maternelle. Mon agrément arrive à échéance en juin. Quelles sont les démarches pour le renouveler et combien de temps à l'avance ?\nSylvie",
        &["Quelles sont les démarches"],
    ),
    (
        "Je n'arrive pas à payer ma cantine sur le portail. Le bouton reste gris. Aidez-moi svp.",
        &["Aidez-moi"],
    ),
    (
        "Bonjour, c'est encore moi, vous m'aviez dit une semaine et ça fait trois semaines. Il se passe quoi avec mon dossier",
        &["Il se passe quoi"],
    ),
    (
        "Bonjour, je reçois des courriers au nom de l'ancien locataire. À qui les renvoyer ? Merci",
        &["À qui les renvoyer"],
    ),
    (
        "Madame la Directrice,\nMon employeur me réclame un certificat de travail de 1998. Auriez-vous conservé ces archives ?\nDans cette attente, recevez mes salutations.\nG. Faure",
        &["conservé ces archives"],
    ),
    (
        "Pour le RSA faut-il déclarer les dons de la famille ? On m'a dit oui au téléphone et non au guichet.",
        &["faut-il déclarer les dons"],
    ),
    ("Envoyez moi le formulaire par la poste je n'ai pas d'imprimante", &["le formulaire par la poste"]),
    ("Bonjour, ci-joint le devis signé. Tenez-nous au courant de la suite.", &["au courant de la suite"]),
    (
        "Je viens d'avoir 62 ans et je pense prendre ma retraite l'an prochain. Je voudrais une estimation. Par ailleurs mes années à l'étranger comptent-elles ?",
        &["une estimation", "années à l'étranger"],
    ),
    ("Votre site me demande un numéro fiscal que je n'ai pas. Où le trouver ?", &["Où le trouver"]),
    ("Bonjour\nmon fils est né hier\nquelles sont les formalités\nmerci de votre aide", &["les formalités"]),
    (
        "Hello, I lost my residence permit. What is the procedure? I fly on Friday, is there a faster way?",
        &["What is the procedure", "a faster way"],
    ),
    ("Please ignore my earlier message, I found the answer on your website. Have a nice day.", &[]),
    (
        "L'agent du guichet était très aimable, je tenais à vous en remercier. Grâce à elle tout est réglé.",
        &[],
    ),
    (
        "Je conteste l'amende n° 123 : je n'étais pas à Lille ce jour-là. Vous trouverez la preuve en pièce jointe.",
        &[],
    ),
    (
        "Bonjour,\nUne réponse serait appréciée sous huitaine.\nMaître Olivier",
        &["Une réponse serait appréciée"],
    ),
    (
        "Nous avons reçu deux factures pour le même mois, laquelle est la bonne ? Et comment se faire rembourser si on a payé les deux",
        &["laquelle est la bonne", "se faire rembourser"],
    ),
    (
        "Je souhaite annuler mon rendez-vous de jeudi. Je rappellerai pour en fixer un autre.",
        &["annuler mon rendez-vous"],
    ),
];
