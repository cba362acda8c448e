nav-join = Adhésions
home-title = Moins de contacts inutiles, des réponses qui règlent
home-lead = Une plateforme ouverte où les administrations voient quels contacts avec leurs usagers pourraient être évités, essaient des pratiques, en prouvent l’effet et le partagent.
home-begin = Faire l’autodiagnostic
home-practices = Voir les pratiques
home-aims = Trois objectifs
aim-O1 = Régler une demande sans que l’usager ait à revenir : un seul dossier, une réponse complète, la bonne personne.
aim-O2 = Dire où en est un dossier, un paiement ou une pièce avant que l’usager ait besoin de le demander.
aim-O3 = Aider chacun à trouver le moyen qui règle sa demande, sans fermer les autres.
aim-practices = { $n ->
    [one] Voir la pratique
   *[other] Voir les { $n } pratiques
}
home-figures = Où en est-on
home-no-figures = Les administrations de cette instance n’ont pas encore assez de contacts à montrer sans que l’une d’elles se reconnaisse.
home-figures-rule = Toutes administrations ensemble. Un chiffre n’est montré que s’il porte sur au moins onze usagers, même sans la plus grande administration.
figure-partners = { $n ->
    [one] administration
   *[other] administrations
}
figure-partners-about = ont des contacts dans le journal
figure-period = { $period } ; { $n } pris en compte
home-loop = Comment ça marche
loop-see = Voir
loop-see-text = Importer ses contacts et lire ce qui les cause, sans donnée nominative.
loop-try = Essayer
loop-try-text = Choisir une pratique avec l’autodiagnostic, et la mettre en place.
loop-prove = Prouver
loop-prove-text = Comparer avec un groupe témoin, et dire ce qui s’est passé, même si rien n’a changé.
loop-share = Partager
loop-share-text = Publier le résultat pour que les autres administrations en profitent.
home-results = Les preuves les plus solides
home-results-latest = Derniers résultats publiés
home-results-none = Aucune administration de cette instance n’a encore publié de résultat. Voici les pratiques dont les preuves sont les plus solides ailleurs ; chaque fiche dit ce qu’elles valent :
home-results-all = Tous les résultats publiés
home-results-elsewhere = Les pratiques dont les preuves sont les plus solides ailleurs ; chaque fiche dit ce qu’elles valent :
home-join = Votre administration reçoit des appels, des courriels ou des visites ? Rejoignez les autres : c’est gratuit, et vos données restent chez vous.
join-title = Rejoindre le réseau
join-lead = Quelques lignes suffisent. L’équipe du programme vous répond.
join-what = Vous recevrez d’abord un message pour confirmer votre adresse. L’équipe du programme lit votre demande, puis vous envoie un lien pour ouvrir le premier compte de votre administration. Tout est à remplir, sauf ce qui est dit facultatif.
join-organisation = Votre administration
join-person = Votre nom
join-post = Votre fonction
join-email = Votre adresse électronique professionnelle
join-email-hint = Nous vous écrivons à cette adresse, et seulement pour cette demande.
join-message = Ce que vous aimeriez faire
join-message-hint = Facultatif : vos canaux, ce qui vous pèse, ce que vous avez déjà essayé.
join-agrees = J’accepte que l’équipe du programme lise ces renseignements pour me répondre
join-privacy = Une demande sans suite est effacée au bout d’un an, une adresse non confirmée au bout de sept jours.
join-send = Envoyer la demande
join-missing = à remplir.
join-too-long = ce texte est trop long, ou contient un signe que l’on ne peut pas lire.
join-bad-email = cette adresse n’est pas complète. Écrivez-la comme nom@administration.fr.
join-agree-missing = cochez la case pour que nous puissions vous répondre.
join-sent = Un message part vers { $email }. Ouvrez le lien qu’il contient dans les sept jours pour confirmer votre demande.
join-confirm-title = Confirmer votre demande
join-confirm-text = Vous demandez à rejoindre le réseau pour « { $organisation } ».
join-confirm-yes = Oui, c’est bien moi
join-confirmed = Votre adresse est confirmée. L’équipe du programme va lire votre demande et vous écrire.
join-link-lost = Ce lien ne mène plus à une demande. Il a peut-être plus de sept jours : faites une nouvelle demande.
join-review-title = Demandes d’adhésion
join-review-lead = Les administrations qui ont confirmé leur adresse. Accepter crée l’administration et le compte de son premier responsable, et lui envoie un lien.
join-none = Aucune demande pour l’instant.
join-state-unconfirmed = Adresse non confirmée
join-state-confirmed = À décider
join-state-accepted = Acceptée
join-state-declined = Refusée
join-answered = Votre réponse :
join-code = Code de l’administration
join-code-hint = Lettres majuscules, chiffres et tirets. Si ce code existe déjà, la personne rejoint cette administration.
join-accept = Accepter
join-decline = Refuser
join-why = Pourquoi, en quelques mots (la personne les lira)
join-decline-yes = Envoyer le refus
join-bad-code = « { $code } » n’est pas un code d’administration : lettres majuscules, chiffres et tirets.
join-answer-missing = Écrivez pourquoi : la personne recevra ces mots.
join-decided-before = Quelqu’un a déjà répondu à cette demande.
join-was-accepted = « { $organisation } » fait partie du réseau. Le message de bienvenue part.
join-was-declined = Le refus part vers « { $organisation } ».
mail-title = Messages à envoyer
mail-lead = Ce qui n’est pas encore parti. Sans serveur d’envoi réglé, transmettez vous-même le texte.
mail-none = Tous les messages sont partis.
mail-outstanding = { $n ->
    [one] Un message n’est pas encore parti.
   *[other] { $n } messages ne sont pas encore partis.
}
mail-problem = Le serveur d’envoi a répondu : { $problem }
mail-text = Lire le message
mail-done = Je l’ai transmis moi-même
mail-handed-over = Le message est rangé.
mail-gone = Ce message est déjà parti.
mail-confirm-subject = Confirmez votre demande – Contacts efficaces
mail-confirm =
    Bonjour { $person },

    Vous avez demandé à rejoindre Contacts efficaces pour « { $organisation } ».

    Pour confirmer que cette adresse est la vôtre, ouvrez ce lien dans les sept jours :
    { $link }

    L’équipe du programme lira ensuite votre demande et vous écrira.

    Si vous n’avez rien demandé, ne faites rien : votre adresse sera effacée.
mail-welcome-subject = Bienvenue dans Contacts efficaces
mail-welcome =
    Bonjour { $person },

    « { $organisation } » fait maintenant partie du réseau.

    1. Choisissez votre mot de passe, dans les quatorze jours :
    { $link }

    2. Faites l’autodiagnostic : il demande dix minutes et dit par quelles pratiques commencer.

    3. Importez un fichier de contacts, même petit : vous verrez ce qui les cause.

    À bientôt,
    l’équipe du programme
mail-declined-subject = Votre demande – Contacts efficaces
mail-declined =
    Bonjour { $person },

    Nous avons lu votre demande et ne pouvons pas l’accepter :

    { $answer }

    L’équipe du programme
welcome-title = Bienvenue, { $name }
welcome-lead = Choisissez le mot de passe de { $email }.
welcome-choose = Enregistrer le mot de passe
welcome-not-same = Les deux mots de passe ne sont pas les mêmes. Écrivez-les à nouveau.
welcome-gone = Ce lien ne sert plus. S’il a plus de quatorze jours, écrivez à l’équipe du programme ; si vous avez déjà choisi un mot de passe, connectez-vous.
welcome-done = Votre mot de passe est enregistré. Connectez-vous.
legal-notice = Mentions légales
legal-accessibility = Accessibilité
legal-privacy = Données personnelles
