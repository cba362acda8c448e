unit-byte = octets
unit-kilobyte = ko
unit-megabyte = Mo
unit-gigabyte = Go
short-week = sem.
short-month-1 = janv.
short-month-2 = févr.
short-month-3 = mars
short-month-4 = avr.
short-month-5 = mai
short-month-6 = juin
short-month-7 = juil.
short-month-8 = août
short-month-9 = sept.
short-month-10 = oct.
short-month-11 = nov.
short-month-12 = déc.
no-value = non renseigné
bad-day = « { $value } » n’est pas un jour. Écrivez-le comme 2025-03-31. Le filtre a été laissé de côté.
period-day = le { $day }
period-both = du { $from } au { $until }
period-from = depuis le { $from }
period-until = jusqu’au { $until }
period-all = depuis le début du journal
dimension-partner = Administration
dimension-channel = Canal
dimension-reason = Motif
dimension-life-event = Événement de vie
dimension-direction = Sens
dimension-cause = Cause
dimension-outcome = Issue
dimension-site = Lieu
dimension-day = Jour
dimension-week = Semaine
dimension-month = Mois
dimension-recontacted = Suivi d’un nouveau contact
channel-phone = Téléphone
channel-email = Courriel
channel-counter = Guichet
channel-web = Site web
channel-sms = SMS
channel-chat = Messagerie instantanée
channel-post = Courrier
channel-video = Visioconférence
channel-app = Application mobile
channel-social = Réseaux sociaux
channel-visit = Visite à domicile
channel-other = Autre canal
direction-inbound = Venu de l’usager
direction-outbound = Réponse de l’administration
direction-proactive = Envoyé par l’administration, sans demande
outcome-resolved = Réglé
outcome-unresolved = Non réglé
outcome-transferred = Transféré
outcome-abandoned = Abandonné
recontacted-yes = Suivi d’un nouveau contact
recontacted-no = Resté sans suite
life-event-EV01 = Je deviens parent
life-event-EV02 = Je déménage
life-event-EV03 = Je perds ou cherche un emploi
life-event-EV04 = Je deviens étudiant
life-event-EV05 = Je vis en couple ou me sépare
life-event-EV06 = Un proche est décédé
life-event-EV07 = Je prends ma retraite
life-event-EV08 = Je suis malade ou en arrêt
life-event-EV09 = Je vis avec un handicap
life-event-EV10 = J’aide un proche
life-event-EV11 = Je renouvelle ou perds mes papiers
life-event-EV12 = J’arrive ou séjourne en France
life-event-EV13 = Je déclare et paie mes impôts
life-event-EV14 = Je crée une activité
status-opened = Demande ouverte
status-complete = Dossier complet
status-missing-piece = Pièce manquante
status-decided = Décision prise
status-paid = Paiement fait
status-closed = Demande close
family-A = attente
family-B = compréhension
family-C = pièces et données
family-D = orientation
family-E = réponse défaillante
family-F = technique et accès
family-G = sollicitation sortante
family-V = contact utile
cause-own = Cause propre « { $code } » ({ $family })
interval = Intervalle à 95 % : de { $low } à { $high }.
metric-contacts = Contacts reçus
metric-contacts-meaning = Les usagers vous ont contacté { $value } fois, tous canaux confondus.
metric-contacts-none = Aucun contact sur cette période.
metric-per-request = Contacts par demande
metric-per-request-meaning = Nombre moyen de contacts de l’usager pour une demande : { $value }, parmi { $n ->
    [one] la seule demande qui en a pris au moins un
   *[other] les { $n } demandes qui en ont pris au moins un
 }.
metric-per-request-none = Aucun contact ne porte de numéro de demande : ce nombre ne peut pas être calculé. Importez le numéro de dossier pour l’obtenir.
metric-per-need = Contacts par besoin
metric-per-need-meaning = Une même personne vous contacte en moyenne { $value } fois de suite pour le même motif ({ $n ->
    [one] { $n } besoin
   *[other] { $n } besoins
 }).
metric-per-need-none = Aucun contact reçu : ce nombre ne peut pas être calculé.
metric-recontact-7 = Nouveau contact sous 7 jours
metric-recontact-7-meaning = Après { $value } des contacts, la même personne revient pour le même motif dans les 7 jours, par n’importe quel canal ({ $n ->
    [one] { $n } contact observé
   *[other] { $n } contacts observés
 }).
metric-recontact-7-none = Aucun contact d’un usager identifié n’a encore 7 jours de recul. Si le temps a passé, il manque la colonne de l’usager : importez-la.
metric-recontact-30 = Nouveau contact sous 30 jours
metric-recontact-30-meaning = Après { $value } des contacts, la même personne revient pour le même motif dans les 30 jours, par n’importe quel canal ({ $n ->
    [one] { $n } contact observé
   *[other] { $n } contacts observés
 }).
metric-recontact-30-none = Aucun contact d’un usager identifié n’a encore 30 jours de recul. Si le temps a passé, il manque la colonne de l’usager : importez-la.
metric-fcr = Réglé dès le premier contact
metric-fcr-meaning = { $value } des premiers contacts ont suffi : la personne n’est pas revenue pour le même motif dans les 30 jours ({ $n ->
    [one] { $n } premier contact observé
   *[other] { $n } premiers contacts observés
 }).
metric-fcr-none = Aucun premier contact d’un usager identifié n’a encore 30 jours de recul. Si le temps a passé, il manque la colonne de l’usager : importez-la.
metric-avoidable = Contacts évitables
metric-avoidable-meaning = { $value } des contacts dont la cause est connue auraient pu être évités ({ $n ->
    [one] { $n } contact qualifié
   *[other] { $n } contacts qualifiés
 }).
metric-avoidable-none = Aucun contact n’a de cause renseignée. Pour connaître cette part, notez la cause (un code de A1 à V5) de 200 contacts pris au hasard, puis importez cette colonne.
metric-cost = Coût des contacts
metric-cost-meaning = Traiter les contacts de la période a coûté environ { $value } ({ $n ->
    [one] { $n } contact
   *[other] { $n } contacts
 }, réponses comprises).
metric-cost-none = Aucun contact sur cette période : pas de coût.
metric-cost-per-contact = Coût d’un contact
metric-cost-per-contact-meaning = Un contact coûte en moyenne { $value } ({ $n ->
    [one] { $n } contact
   *[other] { $n } contacts
 }).
metric-cost-per-contact-none = Aucun contact : pas de coût moyen.
metric-cost-per-request = Coût d’une demande
metric-cost-per-request-meaning = Les contacts d’une demande coûtent en moyenne { $value } ({ $n ->
    [one] { $n } demande
   *[other] { $n } demandes
 }).
metric-cost-per-request-none = Aucun contact ne porte de numéro de demande : ce coût ne peut pas être calculé.
metric-answer-rate = Appels décrochés
metric-answer-rate-meaning = { $value } des appels ont été pris par un agent ({ $n ->
    [one] { $n } appel reçu
   *[other] { $n } appels reçus
 }).
metric-answer-rate-none = Aucun appel reçu sur cette période.
metric-wait-median = Attente habituelle
metric-wait-median-meaning = Un appel sur deux attend moins de { $value } ({ $n ->
    [one] { $n } appel reçu
   *[other] { $n } appels reçus
 }).
metric-wait-median-none = Le temps d’attente n’est pas renseigné. Importez la colonne « wait_s » pour l’obtenir.
metric-wait-p90 = Longue attente
metric-wait-p90-meaning = Neuf appels sur dix attendent moins de { $value } ({ $n ->
    [one] { $n } appel reçu
   *[other] { $n } appels reçus
 }).
metric-wait-p90-none = Le temps d’attente n’est pas renseigné. Importez la colonne « wait_s » pour l’obtenir.
metric-within-20 = Décroché en 20 secondes
metric-within-20-meaning = { $value } des appels ont été pris en 20 secondes au plus ({ $n ->
    [one] { $n } appel reçu
   *[other] { $n } appels reçus
 }).
metric-within-20-none = Aucun appel reçu sur cette période.
metric-within-60 = Décroché en une minute
metric-within-60-meaning = { $value } des appels ont été pris en une minute au plus ({ $n ->
    [one] { $n } appel reçu
   *[other] { $n } appels reçus
 }).
metric-within-60-none = Aucun appel reçu sur cette période.
metric-handling = Durée d’un appel
metric-handling-meaning = Un appel pris dure en moyenne { $value } ({ $n ->
    [one] { $n } appel pris
   *[other] { $n } appels pris
 }).
metric-handling-none = La durée des appels n’est pas renseignée. Importez la colonne « duration_s » pour l’obtenir.
metric-satisfaction = Note moyenne
metric-satisfaction-meaning = Les usagers interrogés donnent en moyenne { $value } sur 5 ({ $n ->
    [one] { $n } réponse
   *[other] { $n } réponses
 }).
metric-satisfaction-none = Aucune note de satisfaction. Importez la colonne « satisfaction » (1 à 5) pour la suivre.
metric-satisfied = Usagers satisfaits
metric-satisfied-meaning = { $value } des réponses donnent 4 ou 5 sur 5 ({ $n ->
    [one] { $n } réponse
   *[other] { $n } réponses
 }).
metric-satisfied-none = Aucune note de satisfaction sur cette période.
error-stopping = Le calcul a été interrompu : le serveur s’arrête. Réessayez dans une minute.
bad-window = « { $value } » n’est pas une durée. Écrivez un nombre et une unité, par exemple 7d ou 24h.
bad-top = « { $value } » n’est pas un nombre de parcours entre 1 et { $max }.
bad-instant = « { $value } » n’est pas une date. Écrivez 2025-03-09, ou 2025-03-09T10:00:00Z.
api-unknown-parameter = Le paramètre « { $name } » n’existe pas. Paramètres connus : by, where, from, to, window, step, top, observed_until.
as-of = Chiffres arrêtés au { $date }, dernier contact connu.
as-of-nothing = Aucun contact dans le journal.
quick-all = Tout
quick-year = 12 derniers mois
quick-quarter = 3 derniers mois
quick-month = Dernier mois complet
trend-title = { $metric } : évolution
trend-weekly = Par semaine. La bande claire est l’intervalle à 95 %, quand il existe.
trend-monthly = Par mois. La bande claire est l’intervalle à 95 %, quand il existe.
trend-of-requests = Une demande qui dure compte dans chacun de ses mois, avec les contacts de ce mois : ces nombres sont donc plus bas que la moyenne sur toute la période.
in-month = en { $month }
change-higher = En hausse : { $now } { $nowwhen }, contre { $before } { $beforewhen }. L’écart dépasse ce que le hasard explique.
change-lower = En baisse : { $now } { $nowwhen }, contre { $before } { $beforewhen }. L’écart dépasse ce que le hasard explique.
change-unsure = { $now } { $nowwhen }, contre { $before } { $beforewhen }. L’écart est trop petit pour conclure.
change-plain = { $now } { $nowwhen }, contre { $before } { $beforewhen }.
change-not-covered = Pas de comparaison : le journal ne couvre pas la période précédente.
drill-by = Par { $dimension }
breakdown-title = { $metric }, par { $dimension }
nothing-in-view = Aucun contact d’usager dans cette vue. Élargissez la période ou retirez un filtre.
trend-partial = La période est courte : des points ne couvrent qu’une partie de leur semaine ou de leur mois.
trend-left-out = Ce qui est incomplet, ou trop récent pour être jugé, n’est pas dessiné ; le CSV a tout.
view-of-a-cause = Cette vue garde les seuls contacts dont quelqu’un a noté cette cause. Ceux que personne n’a qualifiés n’y sont pas : la page des causes les estime.
breakdown-all = Rangés selon le nombre de contacts, du plus grand au plus petit.
breakdown-first = Les { $shown } qui ont le plus de contacts, du plus grand nombre au plus petit ; { $hidden ->
    [one] { $hidden } autre est
   *[other] { $hidden } autres sont
 } dans le fichier CSV.
out-of = sur { $n }
section-first = À regarder d’abord
section-first-intro = Les trois causes de contacts évitables qui coûtent le plus. Chaque phrase mène à ce qui la compose.
section-effort = Combien d’efforts pour l’usager
section-effort-intro = Un bon service règle la demande en peu de contacts : l’usager n’a pas à revenir pour le même motif.
section-weight = Ce qui pourrait être évité, et ce que cela coûte
section-weight-intro = Un contact est évitable quand il vient d’une attente, d’un courrier mal compris, d’une erreur… et non d’un besoin de l’usager.
section-avoidable = La part évitable
section-avoidable-intro = Elle se lit toujours avec la part des contacts dont la cause est connue.
section-ledger = Le registre des causes
section-ledger-intro = Chaque cause, les contacts qu’elle provoque et les pratiques qui y répondent. Les contacts non qualifiés sont répartis comme ceux du même motif et du même canal.
section-causes-over-time = Les causes dans le temps
section-causes-over-time-intro = Contacts qualifiés avec une cause évitable. Si la qualification change d’un mois à l’autre, la hauteur change aussi.
section-useful = Les contacts utiles
section-useful-intro = Ceux-là répondent à un besoin : il n’est pas question de les réduire.
section-mix = Par où passent les usagers
section-mix-intro = Contacts venus des usagers, par canal.
section-channel-cost = Ce que coûte chaque canal
section-channel-cost-intro = Le coût comprend les contacts reçus et les réponses. Là où le fichier ne le dit pas, il vient de votre table de coûts.
section-channel-recontact = Après quel canal revient-on le plus ?
section-channel-recontact-intro = Part des contacts suivis, dans les 30 jours, d’un autre contact de la même personne pour le même motif.
section-escape = Où va-t-on quand cela ne suffit pas ?
section-escape-intro = Quand une personne recontacte pour le même motif dans les 24 heures : par quel canal elle était passée, par lequel elle revient.
section-map = La carte du parcours
section-map-intro = Ce qui suit quoi dans une demande : plus la flèche est épaisse, plus le passage est fréquent. Sous chaque nombre, le délai habituel (une fois sur deux, c’est moins).
section-passages = Les passages, avec leurs délais
section-passages-intro = Les mêmes passages en chiffres.
section-variants = Les parcours entiers les plus fréquents
section-variants-intro = Un parcours est la suite complète des étapes d’une demande.
section-answered = Décroche-t-on ?
section-answered-intro = Un appel est décroché quand un agent l’a pris avant que la personne ne raccroche.
section-waiting = Combien de temps attend-on ?
section-waiting-intro = L’attente de tous les appels dont elle est connue, et la durée des appels pris.
section-marks = Ce que disent les usagers
section-marks-intro = Notes de 1 à 5 demandées après un contact. Ne répondent que ceux qui le veulent bien : lisez ces notes avec le nombre de réponses.
section-marks-by = Qui est satisfait ?
section-marks-by-intro = Part des réponses de 4 ou 5 sur 5.
section-provoked = Ce que chaque étape provoque
section-provoked-intro = Quand une demande change d’état (décision, pièce manquante…), combien de contacts arrivent dans les 14 jours ? Le rythme habituel est celui des mêmes demandes, toutes journées confondues.
section-provoked-days = Jour après jour
section-provoked-days-intro = Contacts pour 100 changements d’état, chaque jour après le changement. La dernière barre est le rythme habituel d’un jour.
few-answers = Peu de réponses ({ $n }) : ces notes peuvent beaucoup varier par hasard.
ledger-empty = Aucun contact n’a de cause renseignée. Importez la colonne « cause » ; si elle n’existe pas, notez la cause (un code de A1 à V5) de 200 contacts pris au hasard : cela suffit pour commencer.
nothing-avoidable = Aucune cause évitable parmi les contacts qualifiés de cette vue.
ledger-cause = Cause
ledger-qualified = Contacts qualifiés
ledger-share = Part des qualifiés
ledger-estimated = Contacts estimés
ledger-cost = Coût estimé
ledger-practices = Pratiques qui y répondent
ledger-more = En savoir plus
ledger-by-reason = Par motif
ledger-by-channel = Par canal
ledger-caption = Causes évitables, de la plus coûteuse à la moins coûteuse ({ $n ->
    [one] { $n } contact qualifié
   *[other] { $n } contacts qualifiés
 })
useful-caption = Causes des contacts utiles ({ $n ->
    [one] { $n } contact qualifié
   *[other] { $n } contacts qualifiés
 })
costliest-title = Les causes évitables les plus coûteuses
costliest-text = Coût estimé des contacts de chaque cause, sur la période.
about-contacts = environ { $n } contacts
practice-line = { $practice } : éviterait { $share } de ces contacts ({ $evidence })
practice-none = Aucune pratique connue pour cette cause propre.
evidence-A = prouvé par un essai
evidence-B = mesuré avant et après
evidence-C = avis d’experts, à vérifier
moving-title = Contacts évitables qualifiés, par cause
moving-text = Les six causes les plus coûteuses, puis toutes les autres ensemble.
other-avoidable = Autres causes évitables
coverage = La cause est connue pour { $share } des contacts reçus.
estimate = Sur tous les contacts reçus, environ { $contacts } auraient pu être évités, soit { $cost }.
not-estimated = { $n ->
    [one] { $n } contact n’est pas estimé
   *[other] { $n } contacts ne sont pas estimés
 } : aucun contact comparable n’est qualifié.
look-first = { $cause } : environ { $contacts } contacts (estimés sur tous les contacts reçus) et { $cost }, soit { $share } du coût évitable. Piste : { $practice }.
all-causes = Voir toutes les causes
cost-avoidable = Dont environ { $cost } pour des contacts évitables.
edit-costs = Modifier les coûts par canal
distribution-title = Demandes selon leur nombre de contacts
distribution-text = Combien de demandes ont pris un contact, deux, trois…
distribution-0 = Aucun contact
distribution-1 = 1 contact
distribution-n = { $n } contacts
distribution-10 = 10 contacts et plus
more-than-three = { $share } de ces demandes ont pris plus de trois contacts.
contact-free = { $share } des demandes closes n’ont demandé aucun contact à l’usager ({ $n ->
    [one] { $n } demande close
   *[other] { $n } demandes closes
 }).
declared = Les agents déclarent réglés { $share } de ces contacts : une déclaration ne remplace pas le constat.
mix-title = Contacts reçus, par canal
mix-text = Hauteur totale : tous les contacts venus des usagers.
mix-caption = Contacts reçus sur la période, par canal
share-of-all = Part du total
escape-title = D’un canal à l’autre en 24 heures
escape-text = À gauche le premier contact, à droite le suivant. L’épaisseur dit combien.
escape-note = { $share } des contacts par : { $channel }
escape-other = { $n } fois, une personne passée par « { $from } » est revenue par « { $to } » dans les 24 heures, soit { $share } des contacts par « { $from } ».
escape-same = { $n } fois, une personne a dû refaire le même canal (« { $from } ») dans les 24 heures.
escape-caption = Passages d’un canal à l’autre en 24 heures
escape-from = Premier canal
escape-to = Canal suivant
escape-contacts = Passages
escape-eligible = Contacts du premier canal
escape-rate = Part
step-channel = le canal
step-reason = le motif
step-channel-reason = le canal et le motif
step-label = Une étape est
keep-label = Passages dessinés
keep-option = { $share } % des passages
keep-hint = Moins de passages, une carte plus lisible.
show = Afficher
step-status = État : { $status }
no-journeys = Aucun parcours : aucun contact ne porte de numéro de demande dans cette vue. Importez le numéro de dossier, ou élargissez les filtres.
journeys-counted = { $n ->
    [one] { $n } demande est comptée
   *[other] { $n } demandes sont comptées
 }.
map-title = Carte des étapes
map-text = Les passages les plus fréquents, jusqu’à { $share } % de tous les passages ; le CSV les a tous. En orange, les retours à une étape placée plus haut.
edges-caption = Passages d’une étape à la suivante
edges-caption-first = Les { $shown } passages les plus fréquents ({ $hidden } autres dans le CSV)
edge = Passage
edge-count = Nombre
edge-median = Délai habituel
edge-mean = Délai moyen
edge-p90 = Neuf fois sur dix, moins de
variants-caption = Parcours entiers, du plus fréquent au moins fréquent
variants-sentence = Les { $n } parcours listés couvrent { $share } des demandes ; le plus fréquent, { $first }.
variant = Parcours
variant-steps = Étapes
variant-count = Demandes
variant-share = Part
no-events = Le journal ne contient pas les changements d’état des demandes. Importez un fichier d’événements pour savoir ce que chaque étape provoque.
no-changes = Aucun changement d’état n’a encore 14 jours de recul dans cette vue.
provoked-caption = Contacts dans les 14 jours après chaque changement d’état
provoked-status = Changement d’état
provoked-changes = Changements
provoked-contacts = Contacts ensuite
provoked-per-100 = Pour 100 changements
provoked-usual = Rythme habituel
provoked-meaning = Ce que cela dit
provoked-unknown = Pas encore de rythme habituel à comparer.
provoked-few = Trop peu de changements (moins de 30) pour conclure.
provoked-more = Provoque environ { $extra } contacts de plus que d’habitude pour 100 changements.
provoked-less = Environ { $extra } contacts de moins que d’habitude pour 100 changements.
provoked-same = Pas d’écart net avec l’habitude.
provoked-title = Après « { $status } »
provoked-text = Contacts pour 100 changements, par jour écoulé.
provoked-day-0 = 1er jour (dans les 24 heures)
provoked-day = { $day }e jour
provoked-base = Rythme habituel d’un jour
tabs-label = Pages de l’observatoire
tab-overview = Vue d’ensemble
tab-causes = Causes
tab-channels = Canaux
tab-journeys = Parcours
tab-phone = Téléphone
tab-satisfaction = Satisfaction
tab-statuses = Étapes
tab-messages = Messages
tab-explorer = Explorer
nav-observatory = Observatoire
nav-comparison = Comparaison
nav-imports = Imports
title-overview = Observatoire
title-causes = Causes des contacts
title-channels = Canaux
title-journeys = Parcours des demandes
title-phone = Service téléphonique
title-satisfaction = Satisfaction
title-statuses = Ce que chaque étape provoque
title-messages = Ce que nos messages ont changé
title-explorer = Explorer les mesures
lead-overview = D’où viennent vos contacts, lesquels pourraient être évités, et ce qu’il faut regarder d’abord.
lead-causes = Pourquoi les usagers vous contactent, ce que chaque cause coûte, et ce qui y répond.
lead-channels = Par où passent les usagers, ce que coûte chaque canal, et où ils vont quand cela ne suffit pas.
lead-journeys = Comment les demandes se déroulent vraiment, étape par étape.
lead-phone = Les appels sont-ils pris, et au bout de combien de temps ?
lead-satisfaction = Ce que les usagers disent de leurs contacts.
lead-statuses = Une décision, une pièce demandée, un paiement : ce que cela déclenche comme contacts.
lead-messages = Les messages envoyés avant que les gens n’appellent : combien de contacts ils ont évités ou provoqués, et ce que cela a coûté ou rapporté.
lead-explorer = Toute mesure, par les dimensions de votre choix, en tableau, en CSV ou en JSON.
filters-title = Période et filtres
filter-from = Du
filter-until = Au (inclus)
filter-any = Tous
filter-apply = Appliquer
filter-clear = Tout effacer
filter-remove = Retirer : { $name }
filter-active = Filtres en place
filter-not-here = Cette page ne tient compte que de la période et de l’événement de vie : les autres filtres ne s’appliquent pas ici.
quick-label = Périodes rapides
view-period = Période : { $period }.
card-links = Ce qui le compose :
table-download = Télécharger (CSV)
table-scroll = { $caption } (faites défiler pour tout voir)
trend-show = Voir l’évolution
empty-title = Aucun contact pour le moment
empty-import = Importer un fichier de contacts
empty-text = L’observatoire se remplit dès que vous importez vos contacts : un fichier CSV, XES ou Parquet suffit. Vous verrez aussitôt combien de contacts demande un dossier, qui doit revenir et pourquoi.
empty-demo = Pour voir le produit avec des données d’exemple, lancez « efficaces demo » sur une machine d’essai.
empty-agent = Demandez à la personne chargée des imports de votre administration d’ajouter un fichier de contacts.
costs-title = Coûts par canal
costs-lead = Ce que coûte un contact quand le fichier importé ne le dit pas. Les montants de vos pages en découlent.
costs-source = Montants par défaut : aucun coût officiel par canal n’est publié en France. Les ordres de grandeur suivent les chiffres publiés au Royaume-Uni (Socitm 2011, PwC pour les communes de Londres) et le budget du 3939 (environ 7,70 € l’appel). Remplacez-les par les vôtres dès que vous les avez.
costs-channel = Canal
costs-yours = Votre coût par contact (euros)
costs-default = Par défaut
costs-hint = Laissez vide pour garder le montant par défaut.
costs-save = Enregistrer les coûts
costs-saved = Coûts enregistrés. Les montants des pages en tiennent compte.
costs-bad = « { $value } » n’est pas un montant entre 0 et 100 000 euros avec quatre décimales au plus.
costs-caption = Coût d’un contact par canal
costs-in-force = En vigueur
costs-callback = Un rappel téléphonique sortant coûte par défaut { $cost }.
costs-read-only = Seuls le responsable et l’analyste de votre administration peuvent modifier ces coûts.
explorer-measure = Mesure
explorer-by = Ventiler par
explorer-window = Fenêtre
explorer-window-hint = Par exemple 7d (sept jours) ou 24h. Vide : la fenêtre habituelle de la mesure.
explorer-rows = { $n ->
    [one] { $n } ligne
   *[other] { $n } lignes
 }.
explorer-cut = Les { $shown } premières lignes sur { $n } sont affichées ; le CSV et le JSON les ont toutes.
explorer-caption = { $measure }, { $period }
explorer-none = Aucune ligne : élargissez la période ou retirez un filtre.
explorer-dash = Un tiret (—) veut dire que le chiffre n’est pas défini ici : rien à compter, ou pas encore assez de recul.
explorer-csv = Télécharger en CSV
explorer-json = Voir en JSON
explorer-api = La même question par l’API, avec un jeton :
explorer-definition = Ce que chaque mesure veut dire est écrit dans la documentation des mesures.
measure-volume = Nombre de contacts
measure-requests = Contacts par demande
measure-needs = Contacts par besoin
measure-recontact = Nouveau contact (part des contacts suivis d’un autre)
measure-fcr = Réglé dès le premier contact
measure-escape = D’un canal à l’autre
measure-avoidable = Contacts évitables
measure-cost = Coût
measure-phone = Service téléphonique
measure-satisfaction = Satisfaction
measure-journeys = Parcours
measure-provoked = Ce que chaque étape provoque
view-all-name = Vue
view-all = Tous les contacts de la vue
error-no-answer = Le moteur n’a pas répondu à cette question. Réessayez dans une minute.
comparison-title = Comparaison entre administrations
comparison-lead = Ce qui se fait ailleurs, sans exposer personne.
comparison-metric = Indicateur
comparison-months = La période est arrondie à des mois entiers. Ce qui se constate 30 jours après un contact n’est compté que pour les mois qui ont ce recul en entier.
comparison-rule = Un chiffre n’est montré que s’il repose sur au moins 11 usagers ; les autres sont masqués. S’il faut en masquer un, un autre l’est avec lui, pour que personne ne puisse le retrouver par soustraction. Chaque mois est jugé pour lui-même : un seul mois qui en compte moins masque toute période qui le contient.
comparison-chart = { $metric }, par administration
unknown-metric = L’indicateur « { $value } » n’existe pas : un autre est montré à sa place.
comparison-text = Les traits noirs sont les intervalles à 95 %, quand ils existent. Deux intervalles qui se chevauchent ne permettent pas de classer deux administrations.
comparison-caption = Tous les indicateurs, par administration
comparison-all = Tous les indicateurs
withheld = masqué
imports-title = Imports
imports-lead = Donnez un fichier de contacts : vous verrez comment il est compris avant que rien ne soit importé.
imports-history = Imports précédents
imports-none = Aucun import pour le moment.
upload-title = Envoyer un fichier
upload-file = Fichier de contacts ou d’événements
upload-hint = CSV, XES, OCEL ou Parquet, compressé (.gz, .zst) ou non, { $limit } au plus.
upload-privacy = Le fichier est effacé dès que l’import est fini ou abandonné. Les noms et numéros qu’il contient sont remplacés par des pseudonymes avant d’entrer dans le journal. Rien de ce qui a été envoyé ne reste ici plus de sept jours, lignes refusées comprises.
upload-send = Envoyer et vérifier
upload-sending = Envoi en cours :
upload-broken = L’envoi s’est arrêté avant la fin. Vérifiez votre connexion, puis recommencez.
upload-no-file = Aucun fichier n’a été choisi. Choisissez-en un, puis recommencez.
upload-empty = Le fichier « { $name } » est vide. Vérifiez l’export qui l’a produit.
upload-too-large = Le fichier dépasse la limite de { $limit }. Compressez-le (.gz ou .zst), ou envoyez-le en plusieurs fois.
upload-disk-full = Le disque du serveur est plein : le fichier n’a pas été gardé. Prévenez l’administrateur de l’instance.
import-file = Fichier
import-when = Envoyé le
import-state = État
import-size = Taille
import-rows = Lignes lues
import-imported = Importées
import-duplicates = Déjà connues
import-rejected = Refusées
import-state-received = À vérifier
import-state-queued = En attente
import-state-running = En cours
import-state-done = Terminé
import-state-failed = Échoué
import-state-given-up = Abandonné
import-state-stopping = Arrêt demandé
import-state-removing = Retrait en cours
import-state-removed = Retiré
import-remove = Retirer cet import
import-remove-hint = Les lignes que ce fichier a apportées sortent du journal, et de tous les chiffres. Si un autre fichier, importé depuis, en contenait aussi, importez-le de nouveau : elles reviendront avec lui.
import-remove-button = Retirer ces lignes du journal
import-removing = Les lignes sortent du journal. Vous pouvez quitter cette page.
import-removed = Sont sortis du journal : { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } et { $events ->
    [one] { $events } changement d’état
   *[other] { $events } changements d’état
 }. Leurs fichiers quittent le disque après une heure, au prochain changement du journal.
step-send = Envoyer
step-explain = Vérifier
step-run = Importer
import-plan-lead = Voici comment le fichier est compris. Corrigez ce qui ne va pas, puis lancez l’import.
ledger-csv-code = Cause
ledger-csv-label = Libellé
ledger-csv-avoidable = Évitable
ledger-csv-qualified = Contacts qualifiés
ledger-csv-share = Part des contacts qualifiés
ledger-csv-estimated-contacts = Contacts estimés
ledger-csv-estimated-cost = Coût estimé (euros)
ledger-csv-practices = Pratiques
answer-yes = oui
answer-no = non
import-missing = Il manque de quoi comprendre chaque contact. Dites quelle colonne donne :
import-doubled = Une seule colonne du fichier peut donner :
import-words = Mots du fichier que nous ne connaissons pas
import-word = Mot du fichier
word-refused = Inconnu : refuser ces lignes
import-dates = Comment lire les dates ?
import-dates-hint = Le fichier laisse un doute, et nous ne devinons pas.
import-date-choice = « { $sample } » est le { $day }
import-columns = Ce que veut dire chaque colonne
import-column = Colonne du fichier
import-samples = Exemples
import-meaning = Signification
import-run = Lancer l’import
import-check = Vérifier à nouveau
import-give-up = Abandonner et effacer le fichier
import-given-up = L’import est abandonné et le fichier effacé.
import-stop = Arrêter l’import
import-stopping = L’arrêt est demandé. Cette page dira s’il a eu lieu à temps : sinon, les lignes sont dans le journal.
import-no-reject = { $tried ->
    [one] La seule ligne essayée ne serait pas refusée.
   *[other] Aucune ligne ne serait refusée parmi les { $tried } premières.
 }
import-some-rejects = { $rejects ->
    [one] { $rejects } ligne serait refusée
   *[other] { $rejects } lignes seraient refusées
 } { $tried ->
    [one] sur une seule essayée
   *[other] parmi les { $tried } premières
 }.
import-rejects = Lignes qui seraient refusées
import-first-rows = Les premières lignes, comme elles seront importées
reject-line = Ligne
reject-column = Colonne
reject-value = Valeur
reject-reason = Raison
import-progress = { $done } lus sur { $total }
import-progress-unknown = L’import va commencer.
import-leave = Vous pouvez quitter cette page : l’import continue, et vous le retrouverez dans la liste des imports.
import-period = Contacts du { $from } au { $to }.
import-nothing-new = Toutes ces lignes étaient déjà dans le journal : rien n’a changé.
import-see = Voir le tableau de bord
import-rejects-csv = Télécharger les lignes refusées (CSV)
import-another = Importer un autre fichier
import-again = Revenir aux colonnes et réessayer
import-cancelled = L’import a été arrêté. Le journal est resté comme il était.
import-lost = Le fichier n’est plus sur le serveur. Envoyez-le à nouveau.
meaning-none = Ne pas importer
meaning-contact-id = Identifiant du contact
meaning-started-at = Date (et heure) du début
meaning-started-time = Heure du début
meaning-ended-at = Date (et heure) de fin
meaning-ended-time = Heure de fin
meaning-channel = Canal
meaning-direction = Sens (entrant, sortant)
meaning-reason = Motif
meaning-usager = Usager (numéro, téléphone, courriel…)
meaning-request = Numéro de dossier ou de demande
meaning-life-event = Événement de vie
meaning-cause = Cause (A1 à V5)
meaning-outcome = Issue
meaning-wait-s = Attente, en secondes
meaning-wait-min = Attente, en minutes
meaning-wait-h = Attente, en heures
meaning-wait-ms = Attente, en millisecondes
meaning-duration-s = Durée, en secondes
meaning-duration-min = Durée, en minutes
meaning-duration-h = Durée, en heures
meaning-duration-ms = Durée, en millisecondes
meaning-satisfaction = Satisfaction (1 à 5)
meaning-cost = Coût (euros)
meaning-site = Lieu
meaning-agent = Agent
meaning-partner = Administration
meaning-occurred-at = Date du changement d’état
meaning-status = État de la demande
meaning-due-at = Échéance promise
meaning-ordinal = Rang du changement

## Columns of figures, in the explorer
figure-contacts = Contacts
figure-inbound = Reçus
figure-outbound = Sortants
figure-proactive = Envoyés sans demande
figure-requests = Demandes
figure-contacts-per-request = Contacts par demande
figure-closed = Demandes closes
figure-contact-free = Closes sans contact
figure-contact-free-share = Part sans contact
figure-needs = Besoins
figure-contacts-per-need = Contacts par besoin
figure-window-days = Fenêtre (jours)
figure-eligible = Contacts observés
figure-recontacted = Suivis d’un nouveau contact
figure-rate = Taux
figure-low = Bas (95 %)
figure-high = Haut (95 %)
figure-resolved = Réglés
figure-declared-share = Réglés selon les agents
figure-from = De
figure-to = Vers
figure-eligible-from = Contacts de départ
figure-qualified = Cause connue
figure-avoidable = Évitables
figure-share = Part
figure-coverage = Couverture
figure-estimated = Évitables estimés
figure-not-estimated = Sans estimation
figure-cost = Coût
figure-cost-per-contact = Coût d’un contact
figure-cost-per-request = Coût d’une demande
figure-offered = Appels reçus
figure-answered = Appels pris
figure-answer-rate = Taux de décroché
figure-wait-p50-s = Attente médiane
figure-wait-p90-s = Attente, neuf sur dix
figure-within-20s = Pris en 20 s
figure-within-60s = Pris en 60 s
figure-handling-mean-s = Durée moyenne
figure-n = Notes
figure-mean = Moyenne
figure-share-4-5 = Notes de 4 ou 5
figure-part = Nature
figure-step = Étape
figure-steps = Suite des étapes
figure-count = Nombre
figure-gap-mean-s = Délai moyen
figure-gap-p50-s = Délai médian
figure-gap-p90-s = Délai, neuf sur dix
figure-status = Changement d’état
figure-changes = Changements
figure-per-100 = Pour 100 changements
figure-base-per-day = Rythme habituel par jour
figure-distribution = Demandes en { $contacts } contacts
figure-by-day = Jour { $day }
part-edges = Passage
part-starts = Début
part-ends = Fin
part-variants = Parcours entier

# What messages changed.
messages-about = Pour chaque règle, une partie des personnes, tirée au sort, ne reçoit rien. On compare leurs contacts à ceux des personnes à prévenir, dans les dix jours ouvrés. Les intervalles à 95 % restent vrais même si l’on regarde chaque jour.
messages-disclosure = Un résultat n’est montré que s’il repose sur au moins { $least } personnes de chaque côté, sans le nom de la règle.
messages-none = Aucune règle n’a encore été mesurée. Un résultat apparaît ici dès qu’une règle a prévenu des personnes et qu’une autre part, tirée au sort, n’a rien reçu.
messages-none-programme = Aucune administration n’a encore de résultat qui puisse être montré.
messages-rules = Voir les règles
messages-said = Ce qu’on peut en dire
messages-figures = Tous les chiffres
messages-caption = Ce que les messages ont changé, règle par règle (contacts évités : un chiffre négatif dit qu’ils en ont provoqué)
messages-rule = Règle
messages-practice = Pratique
messages-verdict = Constat
messages-told = Personnes à prévenir
messages-held = Personnes du groupe témoin
messages-sent = Messages partis
messages-avoided-per-100 = Contacts évités pour 100 messages
messages-cost = Coût des messages
messages-saving = Coût des contacts évités
messages-net = Économie, coût des messages déduit
messages-span = { $mid } (de { $low } à { $high })
messages-json = Télécharger pour un programme (JSON)
