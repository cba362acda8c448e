# L’aiguillage, côté usagers
guidance-title = Quel chemin pour ma demande
guidance-lead = Dites ce que vous cherchez : nous vous disons quel moyen marche le mieux pour cela, pourquoi, et quels sont les autres. Le choix reste le vôtre.
guidance-partners-none = Aucune administration n’a encore ouvert cette page.
guidance-ask-title = Quel chemin pour votre demande : { $partner }
guidance-ask-none = Cette administration n’a pas encore indiqué ses motifs ou ses moyens de contact.
guidance-reason = Quelle est votre demande ?
guidance-choose-reason = Choisissez votre demande dans la liste
guidance-situation = Votre situation, si vous voulez la dire
guidance-situation-why = Cochez ce qui vous concerne : le conseil en tient compte. Ne rien cocher n’enlève rien : tous les moyens vous restent ouverts.
guidance-urgent = Cela ne peut pas attendre
guidance-kept = Ce que vous dites ici ne sert qu’à cette demande. Le conseil est gardé 400 jours sans votre nom, pour vérifier qu’il était bon.
guidance-advise = Voir le meilleur moyen

guidance-answer-title = Le mieux pour vous : { $way }
guidance-answer-title-plain = Les moyens de nous joindre
guidance-answer-title-unfit = Aucun moyen d’ici ne convient à ce que vous avez dit
guidance-unfit = Voici tous les moyens, et pourquoi ils ne sont pas conseillés. Vous pouvez les choisir malgré tout.
guidance-france-services = Un espace France services peut vous aider, gratuitement et sans rendez-vous.
guidance-answer-about = Votre demande : { $reason }
guidance-why-title = Pourquoi
guidance-hand-title = À avoir sous la main
guidance-take = Choisir { $way }
guidance-others-title = Les autres moyens
guidance-others-lead = Ils vous restent tous ouverts.
guidance-list-title = Tous les moyens
guidance-others-none = C’est le seul moyen de cette administration.
guidance-person = Vous préférez parler à une personne ?
guidance-no-person = Cette administration n’a pas indiqué de moyen de parler à une personne. Un espace France services peut vous aider, gratuitement et sans rendez-vous.
guidance-no-way = Cette administration n’a pas encore indiqué ses moyens de contact.
guidance-change = Changer ma demande ou ma situation
guidance-all-closed = Tout est fermé en ce moment.
guidance-all-closed-until = Tout est fermé en ce moment. Le premier à ouvrir : { $way }, { $moment }.
guidance-hours-title = Horaires
guidance-told-by-partner = Bon à savoir

guidance-chance = { $some ->
    [1] Environ 1 personne sur { $all } a sa réponse du premier coup.
   *[other] Environ { $some } personnes sur { $all } ont leur réponse du premier coup.
}
guidance-chance-rare = On y a rarement sa réponse du premier coup.
guidance-effort = Comptez environ { $minutes } minutes en tout.
guidance-effort-hours = { $minutes ->
    [0] Comptez environ { $hours } h en tout.
   *[other] Comptez environ { $hours } h { $shown } en tout.
}
guidance-time = { $minutes } minutes
guidance-time-hours = { $minutes ->
    [0] { $hours } h
   *[other] { $hours } h { $shown }
}
guidance-open = Ouvert maintenant.
guidance-open-always = Possible à toute heure.
guidance-open-post = À tout moment ; la réponse prend plusieurs jours.
guidance-open-email = À tout moment ; la réponse peut prendre quelques jours.
guidance-open-wait = { $minutes ->
    [0] Ouvert maintenant, sans attente.
    [1] Ouvert maintenant, environ 1 minute d’attente.
   *[other] Ouvert maintenant, environ { $minutes } minutes d’attente.
}
guidance-open-wait-long = Ouvert maintenant, environ { $time } d’attente.
guidance-closed = Fermé en ce moment.
guidance-closed-until = Fermé en ce moment ; ouvre { $moment }.

guidance-why-settles-most = C’est le moyen qui règle le plus souvent cette demande.
guidance-why-least-effort = C’est celui qui vous prend le moins de temps : environ { $time } en tout.
guidance-why-least-cost = Il règle cette demande au moins aussi souvent que les moyens pris aujourd’hui, et laisse les autres à ceux qui en ont besoin.
guidance-why-nearly = Il règle cette demande presque aussi souvent que les moyens pris aujourd’hui, et laisse les autres à ceux qui en ont besoin.
guidance-why-open-now = Il est ouvert maintenant, alors que d’autres sont fermés.
guidance-why-short-wait = { $minutes ->
    [0] Il n’y a pas d’attente en ce moment.
    [1] L’attente est courte en ce moment : environ 1 minute.
   *[other] L’attente est courte en ce moment : environ { $minutes } minutes.
}
guidance-why-fits = Il convient à votre situation. Vous avez dit : { $told }.
guidance-why-elsewhere = Nous n’avons pas encore assez de demandes de ce genre ici : le conseil vient de ce que l’on sait ailleurs.
guidance-why-chosen = Vous l’avez choisi.
guidance-why-only-one = C’est le seul moyen d’ici que vous pouvez prendre.
guidance-why-of-those-open = De ceux que vous pouvez prendre maintenant, c’est celui qui marche le mieux.
guidance-why-on-the-whole = Il règle souvent cette demande, et laisse les autres moyens à ceux qui ne peuvent pas s’en passer.
guidance-why-tried = Nous le proposons à quelques personnes pour apprendre : il doit marcher à peu près aussi bien que d’habitude.
guidance-basis-near = Ce conseil vient surtout de demandes proches : il y en a encore peu comme la vôtre ici.
guidance-basis-everywhere = Cette administration n’a pas encore d’historique pour cette demande : le conseil vient de ce que l’on sait de ces moyens partout ailleurs.

guidance-aside-told = Pas conseillé, car vous avez dit : { $told }.
guidance-aside-cannot-use = Pas conseillé dans la situation que vous avez dite.
guidance-aside-settles-less = Pas conseillé : il marche moins bien pour cette demande.
guidance-aside-below-least = Pas conseillé : il règle trop rarement cette demande.
guidance-aside-effort = Pas conseillé : il vous prendrait beaucoup de temps.
guidance-aside-slow = Pas conseillé pour ce qui ne peut pas attendre : la réponse prend des jours.
guidance-aside-closed = Pas conseillé maintenant : il est fermé.
guidance-aside-closed-until = Pas conseillé maintenant : il ouvre { $moment }.
guidance-aside-full = Pas conseillé maintenant : trop de monde s’y présente déjà.
guidance-aside-left = Il marche un peu mieux, mais ses places sont d’abord pour ceux qui en ont besoin. Vous pouvez le prendre.
guidance-aside-another = Il convient aussi ; l’autre nous paraît meilleur.

guidance-told-no-internet = vous n’avez pas internet
guidance-told-writing = lire ou écrire vous est difficile
guidance-told-telephone = le téléphone vous est difficile
guidance-told-french = le français vous est difficile
guidance-told-travel = vous déplacer vous est difficile
guidance-told-helper = quelqu’un vous aide
guidance-told-documents = vous n’avez pas vos documents

guidance-way-phone = Le téléphone
guidance-way-email = Le courriel
guidance-way-counter = Le guichet
guidance-way-web = Le site
guidance-way-sms = Le SMS
guidance-way-chat = La messagerie en direct
guidance-way-post = La lettre
guidance-way-video = La visioconférence
guidance-way-app = L’application
guidance-way-social = Les réseaux sociaux
guidance-way-visit = La visite chez vous
guidance-way-other = Un autre moyen
guidance-in-phone = le téléphone
guidance-in-email = le courriel
guidance-in-counter = le guichet
guidance-in-web = le site
guidance-in-sms = le SMS
guidance-in-chat = la messagerie en direct
guidance-in-post = la lettre
guidance-in-video = la visioconférence
guidance-in-app = l’application
guidance-in-social = les réseaux sociaux
guidance-in-visit = la visite chez vous
guidance-in-other = un autre moyen

guidance-hand-spoken = Votre numéro de dossier si vous en avez un, et de quoi noter.
guidance-hand-present = Une pièce d’identité, et les documents de votre demande.
guidance-hand-post = Votre numéro de dossier si vous en avez un, et des copies de vos documents : gardez les originaux.
guidance-hand-web = Votre numéro de dossier si vous en avez un, et une photo ou une copie de vos documents.
guidance-hand-written = Votre numéro de dossier si vous en avez un. N’envoyez pas de mot de passe.

guidance-day-1 = lundi
guidance-day-2 = mardi
guidance-day-3 = mercredi
guidance-day-4 = jeudi
guidance-day-5 = vendredi
guidance-day-6 = samedi
guidance-day-7 = dimanche
guidance-hours-day = Le { $day }, { $hours }
guidance-hours-days = Du { $from } au { $to }, { $hours }
guidance-hours = de { $from } à { $to }
guidance-hours-and = et
guidance-clock-hour = { $hour } h
guidance-clock = { $hour } h { $minute }
guidance-today-at = aujourd’hui à { $time }
guidance-tomorrow-at = demain à { $time }
guidance-date-at = le { $date } à { $time }

guidance-taken-lead = Voici ce qu’il vous faut.
guidance-place-title = Où
guidance-open-site = Ouvrir le site
guidance-open-form = Remplir le formulaire : votre demande y est déjà choisie
guidance-write-to = Écrire à { $address }
guidance-call-number = Appeler le { $number }
guidance-call-title = Être rappelé
guidance-call-lead = Plutôt que d’appeler et d’attendre, demandez qu’on vous rappelle. La personne qui vous rappelle aura déjà ceci sous les yeux :
guidance-call-name = Votre nom
guidance-call-phone = Le numéro où vous rappeler
guidance-call-about = Votre question
guidance-call-about-hint = Quelques mots suffisent : vous n’aurez pas à tout redire.
guidance-call-day = À partir de quel jour (facultatif)
guidance-call-day-hint = Laissez vide pour être rappelé dès que possible.
guidance-call-do = Demander à être rappelé
guidance-call-no-name = Écrivez votre nom.
guidance-call-bad-phone = Écrivez un numéro de téléphone, par exemple 01 23 45 67 89.
guidance-call-no-message = Écrivez votre question en quelques mots.
guidance-call-bad-day = Choisissez un jour à venir, dans les deux mois.
guidance-too-long = C’est trop long. Gardez l’essentiel.
guidance-call-asked = C’est noté : vous serez rappelé. Cette page dit où en est votre demande ; gardez son adresse.
guidance-call-already = Votre demande de rappel est déjà transmise.
guidance-handed-over = Votre demande de rappel est transmise.
guidance-after-title = Et après
guidance-after = Quand ce sera fait, dites-nous si cela a marché : c’est ainsi que les conseils s’améliorent.
guidance-after-link = Dire si cela a marché
guidance-see-others = Revoir tous les moyens

guidance-back-title = Cela a-t-il marché ?
guidance-back-question = Vous aviez choisi { $way }. Avez-vous eu votre réponse ?
guidance-back-yes = Oui, c’est réglé
guidance-back-no = Non, pas encore
guidance-back-not-taken = Vous n’avez pas encore choisi de moyen pour cette demande.
guidance-back-choose = Dites oui ou non.
guidance-back-thanks = Merci. Votre réponse améliore les conseils donnés aux suivants.
guidance-back-settled = Vous avez dit que c’est réglé.
guidance-back-unsettled = Essayons autrement
guidance-back-unsettled-lead = Merci de l’avoir dit. Voici d’autres moyens pour la même demande.
guidance-back-changed = Les choses ont changé ?

guidance-poster-title = Quel chemin pour votre demande : { $partner }
guidance-poster-caption = Pour chaque demande, le moyen qui marche le mieux
guidance-poster-reason = Votre demande
guidance-poster-way = Le mieux
guidance-poster-chance = En général
guidance-poster-places = Où et quand
guidance-poster-person = Pour parler à une personne : { $ways }.
guidance-poster-more = Selon votre situation, un autre moyen peut être meilleur : demandez-nous, ou voyez { $address }
guidance-poster-print = Une affiche à imprimer

guidance-spoken = Pour « { $reason } », le mieux est { $way }.
guidance-spoken-closed = Pour « { $reason } », le mieux est { $way }, qui ouvre { $moment }.
guidance-spoken-none = Nous ne savons pas encore quel moyen conseiller pour cette demande.
guidance-spoken-unfit = Aucun moyen d’ici ne convient à ce que vous avez dit.
guidance-spoken-person = Pour parler à une personne, restez en ligne.
guidance-spoken-person-now = Pour parler à une personne dès maintenant : { $way }.
guidance-spoken-person-later = Pour parler à une personne : { $way }, ouverture { $moment }.
guidance-spoken-person-closed = Pour parler à une personne, mais pas en ce moment : { $way }.

# Ce qui empêche de conseiller
guide-no-partner = Cette administration ne conseille pas encore sur les chemins de contact.
guide-no-reason = « { $given } » n’est pas un motif de cette administration. Choisissez-en un dans la liste.
guide-no-way = « { $given } » n’est pas un moyen de cette administration. Choisissez-en un dans la liste.
guide-no-situation = « { $given } » n’est pas une situation connue. Les codes sont dans la liste des situations.
guide-bad-site = Le lieu doit avoir de 1 à 64 signes.
guide-bad-unit = L’unité d’un essai doit avoir de 1 à { $most } signes.

# Orientation : ce que voient responsables et analystes
nav-orientation = Orientation
orientation-title = Orientation
orientation-lead = Quel moyen de contact conseiller pour chaque démarche, ce que cela rapporte, et à qui.
orientation-tabs-label = Parties de l’orientation
orientation-tab-worth = Tableau de bord
orientation-tab-ways = Chemins
orientation-tab-settings = Réglages
orientation-tab-what-if = Et si
orientation-read-only = Seuls les responsables changent cela.
orientation-save = Enregistrer
orientation-yes = Oui
orientation-no = Non
orientation-without = Sans
orientation-way = Moyen
orientation-today = Aujourd’hui
orientation-advised = Conseillé
orientation-between = (de { $low } à { $high })
orientation-range = Écrivez un nombre entre { $low } et { $high }.
orientation-not-a-number = « { $given } » n’est pas un nombre. Écrivez par exemple 12 ou 12,5.
orientation-too-long = « { $field } » : { $most } caractères au plus.
orientation-channel-phone = Téléphone
orientation-channel-email = Courriel
orientation-channel-counter = Guichet
orientation-channel-web = Site web
orientation-channel-sms = SMS
orientation-channel-chat = Messagerie instantanée
orientation-channel-post = Courrier
orientation-channel-video = Visioconférence
orientation-channel-app = Application mobile
orientation-channel-social = Réseaux sociaux
orientation-channel-visit = Visite à domicile
orientation-channel-other = Autre moyen
orientation-feature-no-internet = Sans internet
orientation-feature-writing-is-hard = Lire ou écrire est difficile
orientation-feature-telephone-is-hard = Le téléphone est difficile
orientation-feature-french-is-hard = Le français est difficile
orientation-feature-travel-is-hard = Se déplacer est difficile
orientation-feature-has-helper = Quelqu’un les aide
orientation-feature-documents-missing = Sans leurs documents

# Orientation : chemins
orientation-ways-title = Chemins
orientation-ways-lead = Les moyens par lesquels on peut vous joindre : ce que lisent les usagers, et ce que le conseil en sait.
orientation-ways-none = Aucun moyen n’est encore proposé : sans cela, personne ne peut être conseillé. Choisissez-en un dans la liste et dites comment on s’en sert.
orientation-ways-offered = Proposés aux usagers
orientation-ways-others = Non proposés
orientation-ways-others-about = Ils ne sont ni montrés ni conseillés.
orientation-way-basics = Ce que lisent les usagers
orientation-way-saved = { $way } : enregistré.
orientation-offered = Proposé aux usagers
orientation-place-number = Numéro
orientation-place-number-hint = Celui qu’on compose, par exemple 01 23 45 67 89.
orientation-place-number-wrong = Écrivez un numéro que l’on peut composer, par exemple 01 23 45 67 89.
orientation-place-email = Adresse électronique
orientation-place-email-hint = Par exemple contact@ville.fr. Vide : le formulaire de ce site.
orientation-place-email-wrong = Écrivez une adresse électronique, par exemple contact@ville.fr.
orientation-place-link = Lien
orientation-place-link-hint = L’adresse de la page, par exemple https://www.ville.fr/demande. Vide : le formulaire de ce site.
orientation-place-link-wrong = Écrivez un lien entier qui commence par https://, par exemple https://www.ville.fr/demande.
orientation-place-address = Adresse
orientation-place-address-hint = Où l’on va, ou bien où l’on écrit. Vide si elle dépend du lieu.
orientation-place-address-wrong = Écrivez une adresse.
orientation-words-fr = Une ligne en français
orientation-words-en = La même en anglais
orientation-words-hint = Ce qu’il faut savoir avant, par exemple « Ayez votre numéro de dossier ». Peut rester vide.
orientation-hours = Horaires
orientation-always = Ouvert en permanence
orientation-always-hint = Pour ce qui se reçoit à toute heure. Les horaires ci-dessous ne comptent alors pas.
orientation-always-open = Ouvert en permanence
orientation-week = Semaine
orientation-week-hint = Comme 8h30-12h, 13h30-17h. Vide : fermé.
orientation-week-closed = Fermé toute la semaine
orientation-hours-none = Dites au moins un jour d’ouverture, ou cochez « Ouvert en permanence ».
orientation-day-lundi = Lundi
orientation-day-mardi = Mardi
orientation-day-mercredi = Mercredi
orientation-day-jeudi = Jeudi
orientation-day-vendredi = Vendredi
orientation-day-samedi = Samedi
orientation-day-dimanche = Dimanche
orientation-day-hours = { $day } { $hours }
orientation-territory = Territoire
orientation-holidays = Ouvert les jours fériés
orientation-exceptions = Jours d’exception
orientation-exceptions-hint = Un jour par ligne, ou plusieurs : 24/12/2026 : 9:00-12:00, 31/12/2026 : fermé, 26/12/2026 au 30/12/2026 : fermé.
orientation-closed = fermé
orientation-team = Équipe
orientation-agents = Agents qui répondent en même temps
orientation-agents-hint = En moyenne, quand c’est ouvert. Vide : on ne sait pas, rien ne limite ce moyen. 0 : personne, ce moyen est montré comme fermé.
orientation-agents-count = { $count ->
    [0] aucun agent : montré comme fermé
    [one] { $count } agent
   *[other] { $count } agents
 }
orientation-agents-unknown = Nombre d’agents inconnu
orientation-agents-wrong = Écrivez un nombre entier d’agents, { $most } au plus.
orientation-wait-title = L’attente en ce moment
orientation-wait = Attente, en minutes
orientation-wait-hint = Elle est dite aux usagers pendant 30 minutes, si le téléphone ne la donne pas lui-même. Vide : ne plus la dire.
orientation-wait-save = Dire cette attente
orientation-wait-saved = L’attente est dite pour 30 minutes.
orientation-wait-withdrawn = L’attente n’est plus dite.
orientation-wait-wrong = Écrivez l’attente en minutes, { $most } au plus.
orientation-wait-told = Attente dite : { $wait }, le { $at }
orientation-wait-old = Dernière attente dite : { $wait }, le { $at } ; elle n’est plus montrée

# Orientation : réglages
orientation-settings-title = Réglages
orientation-settings-lead = Ce que le conseil doit respecter.
orientation-settings-saved = Les réglages sont enregistrés.
orientation-since = En vigueur depuis le { $at }.
orientation-floor-title = Aucun groupe ne doit y perdre
orientation-floor-about = Pour chaque lieu et pour chaque situation (sans internet, lecture difficile…), le conseil doit régler au moins autant de demandes qu’aujourd’hui. C’est un calcul sur vos contacts passés, avec une marge de sécurité ; le tableau de bord montre qui y gagne et qui y perd. Un moyen humain est toujours nommé, et chacun peut prendre un autre chemin.
orientation-floor-fixed = Cette règle ne se change pas. Une personne seule peut y perdre un peu : vous fixez jusqu’où, ci-dessous. Quand les limites se contredisent, elles cèdent : d’abord le temps, puis la chance.
orientation-limits-title = Limites
orientation-limits-about = Elles peuvent rester vides. Deux limites que rien ne peut tenir ensemble sont refusées.
orientation-limit-settled = Chance d’aboutir, au moins
orientation-limit-effort = Minutes pour l’usager, au plus
orientation-limit-exploration = Part des essais
orientation-limit-caution = Prudence
orientation-limit-lower = Perte acceptée pour une personne
orientation-clash = Contredit : « { $one } » et « { $other } » ne peuvent pas tenir ensemble. Changez l’une des deux.
orientation-chance-alone = Aucun moyen n’aboutit { $least } fois sur 100 ; le meilleur : { $best }. Baissez cette limite.
orientation-minutes-alone = Aucun moyen ne tient en { $most } minutes ; le plus court : { $fewest }. Montez cette limite.
orientation-least-chance = Chance d’aboutir, au moins (en %)
orientation-least-chance-hint = Un moyen qui règle moins souvent la démarche du premier coup n’est pas conseillé.
orientation-most-minutes = Minutes pour l’usager, au plus
orientation-most-minutes-hint = Attente, trajet, contact, et ce qui suit si la démarche n’est pas réglée.
orientation-learning-title = Apprendre sans risque
orientation-exploration = Part des essais (en %)
orientation-exploration-hint = De temps en temps, un autre moyen qui respecte toutes les règles, et qui pourrait être le meilleur, est conseillé pour savoir ce qu’il apporte. Jamais à quelqu’un de pressé, jamais un moyen qu’il ne peut pas prendre. 0 : jamais ; 5 au plus.
orientation-caution = Prudence
orientation-caution-hint = Quelle sécurité avant de changer de moyen ? Plus le nombre est grand, plus le conseil reste proche d’aujourd’hui. 0 : aucune marge ; 1 : juste 84 fois sur 100 ; 2, d’habitude : 98 fois sur 100 ; 3 : presque toujours.
orientation-page-title = Page publique
orientation-public = Ouvrir la page à tous
orientation-public-hint = « Quel chemin pour ma demande ? » sans compte, et en formulaire dans d’autres sites.
orientation-public-no-way = Proposez d’abord au moins un moyen dans « Chemins ».
orientation-page-see = Voir la page
orientation-lower = Perte acceptée pour une personne, au plus (sur 100 demandes)
orientation-lower-hint = Exemple : aujourd’hui, 80 demandes sur 100 sont réglées du premier coup. Avec 10, un moyen qui en règle 70 peut être conseillé s’il coûte moins ; jamais moins de 70. Avec 0, jamais de perte, mais le conseil coûte plus. Pour une demande urgente, jamais de perte. 10 d’habitude.
orientation-trial-title = Essai tiré au sort
orientation-trial = Code de l’expérience
orientation-trial-hint = Celui du laboratoire. Le tirage décide qui reçoit un conseil et qui voit la liste seule : ce que vaut le conseil est alors prouvé. Vide : tous sont conseillés.
orientation-trial-unknown = Le laboratoire n’a pas, chez vous, d’expérience de ce code où des usagers sont tirés au sort un par un. Le code se lit dans l’adresse de sa page.
orientation-trial-wrong = Un code n’a que des lettres sans accent, des chiffres, des tirets ; 64 au plus.

# Orientation : tableau de bord
orientation-no-contacts = Le journal n’a pas encore de premier contact sur les douze derniers mois : importez des contacts, puis revenez. Jusque-là, le conseil repose sur nos valeurs de départ.
orientation-ways-assumed = Vous n’avez pas encore dit vos chemins : ce tableau prend ceux que connaît le journal. Dites-les dans « Chemins ».
orientation-ways-assumed-read = Les chemins ne sont pas encore dits : ce tableau prend ceux que connaît le journal.
orientation-worth-title = Ce que changerait le conseil
orientation-seen = { $count ->
    [one] Sur { $contacts } premier contact, du { $first } au { $last }, si tous prenaient le moyen conseillé.
   *[other] Sur { $contacts } premiers contacts, du { $first } au { $last }, si tous prenaient le moyen conseillé.
 }
orientation-seen-count = { $count ->
    [one] Sur { $contacts } premier contact, si tous prenaient le moyen conseillé.
   *[other] Sur { $contacts } premiers contacts, si tous prenaient le moyen conseillé.
 }
orientation-settled = Réglé du premier coup
orientation-from-to = { $today } → { $advised }
orientation-points = en points { $between }
orientation-avoided = Contacts évités
orientation-saved = Euros épargnés
orientation-spared = Temps rendu aux usagers
orientation-spared-hours = Heures rendues
orientation-hours-of-people = { $hours } h
orientation-rests-on-model = { $count ->
    [one] Repose sur les chances apprises de { $contacts } premier contact.
   *[other] Repose sur les chances apprises de { $contacts } premiers contacts.
 }
orientation-rests-on-costs = Repose sur les coûts du journal, ou de votre table de coûts là où il n’en a pas.
orientation-rests-on-minutes = Repose sur l’attente et la durée du journal, et sur nos ordres de grandeur pour le trajet et l’écriture.
orientation-interval-about = Entre parenthèses, l’intervalle à 90 % : il tient compte de l’incertitude sur les chances d’aboutir, pas de ceux qui ne suivraient pas le conseil.
orientation-mix = Qui prend quel moyen
orientation-mix-about = À gauche, les premiers contacts d’aujourd’hui ; à droite, les mêmes si chacun prenait le moyen conseillé à une heure ordinaire, tout étant ouvert.
orientation-mix-table = Part de chaque moyen
orientation-change-points = Écart, en points
orientation-who-title = Qui y gagne, qui y perd
orientation-who-about = Par la part réglée du premier coup. D’abord ceux qui y perdraient le plus.
orientation-by-reason = Par motif
orientation-by-reason-about = Tous les premiers contacts.
orientation-by-reason-none = Aucun motif n’a de contact.
orientation-by-site = Par lieu
orientation-by-site-about = Les premiers contacts dont le journal dit le lieu.
orientation-by-site-none = Le journal ne dit pas où ont lieu les contacts : rien ne peut être dit par lieu.
orientation-by-told = Par ce que disent les usagers
orientation-by-told-about = { $count ->
    [one] D’après { $contacts } conseil demandé par une personne qui a dit quelque chose de sa situation. Le journal ne le sait pas : ces lignes ne s’ajoutent pas aux autres.
   *[other] D’après { $contacts } conseils demandés par des personnes qui ont dit quelque chose de leur situation. Le journal ne le sait pas : ces lignes ne s’ajoutent pas aux autres.
 }
orientation-by-told-none = Personne n’a encore rien dit de sa situation en demandant conseil.
orientation-who = Qui
orientation-verdict = Verdict
orientation-gains = y gagne
orientation-loses = y perd
orientation-unclear = on ne sait pas
orientation-people = Contacts
orientation-settled-today = Réglé aujourd’hui
orientation-settled-advised = Réglé avec conseil
orientation-more-rows = { $count ->
    [one] Une autre ligne est dans le CSV.
   *[other] { $count } autres lignes sont dans le CSV.
 }
orientation-log-title = Ce que le journal peut dire tout seul
orientation-log-about = Sans modèle : là où des personnes avec le même motif et au même lieu ont pris les moyens conseillés, ce qu’elles ont obtenu. Cela suppose que rien d’autre ne les a distinguées.
orientation-log-refused = Nous ne donnons pas de chiffre pour l’ensemble :
orientation-log-few = le journal a trop peu de premiers contacts.
orientation-log-value = Réglé du premier coup : { $difference } points avec le conseil (de { $low } à { $high }). Repose sur { $supported } des contacts, qui en valent { $effective } pour ce calcul.
orientation-log-part = Là où le journal sait quelque chose, soit { $supported } des contacts : { $difference } points (de { $low } à { $high }). Cela ne vaut pas pour les autres.
orientation-log-missing = Où le journal ne sait rien
orientation-log-missing-one = { $name } : { $way } y serait conseillé à { $share } des contacts, et presque personne ne l’a pris.
orientation-doubt-few = Les contacts qui comptent pour le conseil n’en valent que { $count } : c’est trop peu.
orientation-doubt-heavy = Un seul contact pèserait { $weight } fois un contact ordinaire.
orientation-doubt-unsupported = { $count ->
    [one] Dans un cas, le conseil prend un moyen que presque personne n’a pris.
   *[other] Dans { $count } cas, le conseil prend un moyen que presque personne n’a pris.
 }
orientation-reliability = Peut-on se fier aux chances annoncées ?
orientation-not-learned = Rien n’est encore appris du journal : le conseil repose sur nos valeurs de départ. L’apprentissage a lieu une fois par jour.
orientation-learned-only = { $count ->
    [one] Appris le { $at } de { $contacts } premier contact. Le journal est trop court pour comparer les chances à ce qui a suivi.
   *[other] Appris le { $at } de { $contacts } premiers contacts. Le journal est trop court pour comparer les chances à ce qui a suivi.
 }
orientation-learned = Appris le { $at } de { $contacts } premiers contacts de tous les partenaires. Un modèle appris des deux premiers tiers du temps a été comparé à { $compared } contacts du dernier tiers : l’écart moyen est de { $error } points.
orientation-band = Annoncé { $share }
orientation-reliability-chart = Ce qui était annoncé, et ce qui est arrivé
orientation-reliability-about = Chaque barre : la part réglée du premier coup, avec son intervalle à 95 %, parmi les contacts dont la chance annoncée était à peu près celle de l’étiquette. Plus elles se ressemblent, plus on peut s’y fier.
orientation-reliability-table = Chances annoncées et observées
orientation-estimated = Annoncé
orientation-observed = Observé
orientation-gap = Écart, en points
orientation-first-contacts = Premiers contacts
orientation-given-title = Conseils donnés
orientation-advice-title = Ce que ces conseils disent de celui d’aujourd’hui
orientation-advice-about = Chaque conseil est noté avec la chance qu’il avait d’être donné. Les réponses reçues disent donc ce que donnerait le conseil d’aujourd’hui, sans s’en remettre aux seules chances estimées. Cela suppose que ceux qui ont répondu ressemblent aux autres.
orientation-advice-rests = Réponses : { $answered }. Pour { $kept } d’entre elles, le conseil d’aujourd’hui pouvait déjà être donné : { $settled } étaient réglées, et elles en valent { $effective } pour ce calcul.
orientation-advice-few = trop peu de réponses à des conseils que l’on donnerait encore.
orientation-advice-table = Part réglée, par méthode
orientation-advice-method = Méthode
orientation-advice-value = Réglé avec le conseil d’aujourd’hui
orientation-advice-robust = Doublement robuste
orientation-advice-switch = SWITCH (le modèle là où un conseil pèserait plus de dix fois)
orientation-advice-snips = Inverse des probabilités, normalisé
orientation-advice-ipw = Inverse des probabilités
orientation-given-none = Aucun conseil n’a été donné sur les douze derniers mois.
orientation-given-said = En douze mois, conseils donnés : { $given } ; dont on sait quel moyen a été pris : { $taken } ; réponses à « Est-ce réglé ? » : { $answered }.
orientation-trial-runs = L’essai « { $trial } » décide qui est conseillé. Son résultat se lit dans le laboratoire.
orientation-given-by-way = Par moyen
orientation-given-by-arm = Par bras de l’essai
orientation-given-of-way = Conseillé
orientation-no-way = Aucun
orientation-arm = Bras
orientation-arm-advised = Avec conseil
orientation-arm-plain = La liste seule
orientation-given = Donnés
orientation-followed = Suivis
orientation-other-way = Autre moyen pris
orientation-answered = Réponses
orientation-answered-of-way = Réponses de qui l’a pris
orientation-worked = Réglé, d’après eux
orientation-share-between = { $share } (de { $low } à { $high })
orientation-download-csv = Télécharger en CSV
orientation-download-json = Télécharger en JSON

# Orientation : et si
orientation-what-if-title = Et si
orientation-what-if-lead = D’autres horaires, d’autres équipes, le rappel : ce que cela change à l’attente, aux abandons, aux contacts et au coût. Rien n’est enregistré.
orientation-presets = Questions fréquentes
orientation-preset-saturday = Ouvrir le téléphone le samedi matin
orientation-preset-agent = Un agent de plus au téléphone
orientation-preset-call-back = Proposer le rappel au téléphone
orientation-preset-afternoons = Fermer le guichet mardi et jeudi après-midi
orientation-what-if-form = Votre question
orientation-what-if-way-hint = Ceux où l’on attend qu’un agent se libère.
orientation-choose-way = Prendre ce moyen
orientation-what-if-week = Horaires de la semaine
orientation-what-if-agents = Agents en même temps
orientation-call-back = Part de ceux qui abandonneraient et acceptent d’être rappelés (en %)
orientation-call-back-hint = 0 : le rappel n’est pas proposé. Les agents rappellent quand ils sont libres.
orientation-habits = Ce que nous supposons des usagers
orientation-habits-about = Aucun journal ne le dit : changez ces valeurs si vous en savez plus.
orientation-patience = Patience moyenne, en minutes
orientation-patience-hint = Le temps au bout duquel on abandonne.
orientation-new-hours = Fréquentation des heures nouvelles (en % d’une heure d’aujourd’hui)
orientation-new-hours-hint = Elles prennent des contacts aux autres heures : personne ne vient plus souvent.
orientation-other-hour = Part de ceux qui trouvent fermé et viennent à une autre heure (en %)
orientation-other-hour-hint = Les autres prennent un autre moyen, comme on le fait aujourd’hui.
orientation-again = Part de ceux qui abandonnent et reviennent (en %)
orientation-again-hint = Dans la semaine. Les contacts d’aujourd’hui les contiennent déjà.
orientation-compute = Calculer
orientation-result-title = { $way } : une semaine, avec ce changement
orientation-result-wait = Attente moyenne : { $before } aujourd’hui, { $after } ensuite.
orientation-result-given-up = Abandons : { $before } aujourd’hui, { $after } ensuite.
orientation-result-cost = Coût des contacts : { $cost } de plus par semaine (moins s’il est négatif). Heures d’agents à ouvrir en plus : { $hours }.
orientation-result-elsewhere = { $count ->
    [one] { $contacts } contact par semaine irait vers : { $way }.
   *[other] { $contacts } contacts par semaine iraient vers : { $way }.
 }
orientation-result-back-full = Plus de personnes voudraient être rappelées que les agents n’ont de temps libre : les autres sont comptées parmi les abandons.
orientation-result-rests-on = Repose sur { $count ->
    [one] { $contacts } contact par semaine du journal
   *[other] { $contacts } contacts par semaine du journal
 } pendant l’ouverture, { $handling } par contact en moyenne, { $agents ->
    [one] { $agents } agent aujourd’hui
   *[other] { $agents } agents aujourd’hui
 }.
orientation-result-outside = { $count ->
    [one] { $contacts } contact par semaine arrive hors des horaires que vous avez dits : il n’est pas compté ici.
   *[other] { $contacts } contacts par semaine arrivent hors des horaires que vous avez dits : ils ne sont pas comptés ici.
 }
orientation-result-assumes = Chaque heure est calculée comme une file où l’on finit par abandonner (Erlang A), vérifiée par simulation. Les appels que le téléphone n’a pas enregistrés ne sont pas dans le journal.
orientation-in-a-week = En une semaine
orientation-with-change = Avec ce changement
orientation-week-table = La semaine, aujourd’hui et ensuite
orientation-week-contacts = Contacts qui arrivent
orientation-week-answered = Pris en charge
orientation-week-given-up = Abandons
orientation-week-called-back = Rappelés
orientation-week-wait = Attente moyenne
orientation-week-agent-hours = Heures d’agents
orientation-week-occupancy = Part de ce temps occupée
orientation-hour = { $day } { $hour } h
orientation-hour-title = Heure
orientation-hour-table = Heure par heure
orientation-contacts-today = Contacts aujourd’hui
orientation-wait-today = Attente aujourd’hui
orientation-given-up-today = Abandons aujourd’hui
orientation-contacts-then = Contacts ensuite
orientation-wait-then = Attente ensuite
orientation-given-up-then = Abandons ensuite
orientation-chart-wait-before = Attente heure par heure, aujourd’hui
orientation-chart-wait-before-about = Attente moyenne à chaque heure d’ouverture de la semaine.
orientation-chart-wait-after = Attente heure par heure, avec ce changement
orientation-chart-wait-after-about = La même, avec les horaires, l’équipe et le rappel demandés.

# Orientation : dans la boîte partagée
orientation-inbox-hint = Pour ce motif, { $way } règle la demande { $there } fois sur 100, contre { $here } par le moyen qu’a pris cette personne. Phrase prête :
orientation-inbox-phone = Pour cette demande, le plus sûr est de nous appeler au { $place }.
orientation-inbox-counter = Pour cette demande, le plus sûr est de venir nous voir : { $place }.
orientation-inbox-web = Pour cette demande, le plus sûr est de la faire en ligne : { $place }
orientation-inbox-page = Vous pouvez aussi voir quel chemin vous convient : { $address }
orientation-inbox-other = Pour cette demande, le plus sûr est { $way }.
