# Territoires
territory-mainland = France métropolitaine, hors Alsace et Moselle
territory-alsace-moselle = Alsace et Moselle
territory-guadeloupe = Guadeloupe
territory-martinique = Martinique
territory-guyane = Guyane
territory-reunion = La Réunion
territory-mayotte = Mayotte
territory-saint-pierre-et-miquelon = Saint-Pierre-et-Miquelon
territory-saint-barthelemy = Saint-Barthélemy
territory-saint-martin = Saint-Martin
territory-wallis-et-futuna = Wallis-et-Futuna
territory-polynesie-francaise = Polynésie française
territory-nouvelle-caledonie = Nouvelle-Calédonie

# Jours fériés
holiday-new-year = Jour de l’an
holiday-arrival-of-the-gospel = Arrivée de l’Évangile
holiday-good-friday = Vendredi saint
holiday-easter-monday = Lundi de Pâques
holiday-abolition = Abolition de l’esclavage
holiday-saint-peter-chanel = Saint-Pierre-Chanel
holiday-labour-day = Fête du Travail
holiday-victory = Victoire de 1945
holiday-ascension = Ascension
holiday-whit-monday = Lundi de Pentecôte
holiday-autonomy = Fête de l’autonomie
holiday-national-day = Fête nationale
holiday-territory-day = Fête du territoire
holiday-assumption = Assomption
holiday-citizenship = Fête de la citoyenneté
holiday-all-saints = Toussaint
holiday-armistice = Armistice de 1918
holiday-matarii = Matari’i i ni’a
holiday-christmas = Noël
holiday-saint-stephen = Saint-Étienne

# À qui le tour
party-administration = L’administration doit agir
party-usager = L’usager doit répondre
party-other-body = Un autre organisme doit répondre

# Horaires qui ne vont pas
opening-not-a-range = « { $given } » n’est pas une plage horaire. Écrivez par exemple 8:30-12:00, 13:30-17:00 ; rien du tout pour un jour fermé.
opening-not-a-time = « { $given } » n’est pas une heure. Écrivez-la comme 8:30 ou 8h30, de 0:00 à 24:00.
opening-ends-before-start = « { $given } » finit avant de commencer. Inversez les deux heures ; une plage qui passe minuit s’écrit sur deux jours.
opening-overlap = « { $first } » et « { $second } » se chevauchent. Réunissez-les en une seule plage, ou séparez-les.
opening-too-many-ranges = Plus de { $most } plages dans une journée. Réunissez celles qui se suivent.
opening-too-many-exceptions = Plus de { $most } jours d’exception. Retirez ceux qui sont passés, ou changez les horaires de la semaine.

# Attestation d’acceptation
attestation-not-acceptance = Pour cette démarche, le silence ne vaut pas acceptation : il n’y a rien à attester. Répondez à la demande.
attestation-not-complete = La demande n’est pas complète, ou n’est pas encore chez l’organisme compétent : le délai n’a pas commencé. Demandez ce qui manque, ou transmettez-la.
attestation-not-yet = La demande n’est pas encore acceptée : elle le sera à la fin du { $day }, si rien n’est décidé avant. Attendez le lendemain pour l’attester.

# Accusé de réception
acknowledgement-incomplete = { $n ->
    [one] Cet accusé de réception ne peut pas partir : il y manque { $n } mention que la loi exige
   *[other] Cet accusé de réception ne peut pas partir : il y manque { $n } mentions que la loi exige
 }. Complétez-le, puis envoyez-le.
gap-received = la date de réception
gap-service-name = le nom du service chargé du dossier
gap-postal-address = l’adresse postale du service
gap-any-address = l’adresse postale ou électronique du service
gap-phone = le numéro de téléphone du service
gap-document-list = la liste de ce qui manque au dossier
gap-document-limit = le délai pour envoyer ce qui manque
gap-implied-date = la date à laquelle le silence vaudra décision
gap-appeal-ways = les voies de recours
gap-appeal-time-limits = les délais de recours
mention-received = Nous avons reçu votre demande le { $day }.
mention-service = Service chargé de votre dossier : { $name }.
mention-postal-address = Adresse postale : { $value }
mention-electronic-address = Adresse électronique : { $value }
mention-phone = Téléphone : { $value }
mention-missing = Il manque à votre dossier ce qui suit. Envoyez-le au plus tard le { $day }.
mention-missing-document = – { $document }
mention-accepted = Si nous ne vous avons pas répondu le { $day } et si votre dossier est complet, votre demande sera acceptée.
mention-accepted-months = { $n ->
    [one] Si nous ne vous répondons pas dans le mois qui suit la réception de votre dossier complet par le service compétent
   *[other] Si nous ne vous répondons pas dans les { $n } mois qui suivent la réception de votre dossier complet par le service compétent
 }, votre demande sera acceptée.
mention-accepted-days = { $n ->
    [one] Si nous ne vous répondons pas le lendemain de la réception de votre dossier complet par le service compétent
   *[other] Si nous ne vous répondons pas dans les { $n } jours qui suivent la réception de votre dossier complet par le service compétent
 }, votre demande sera acceptée.
mention-attestation = Vous pourrez alors nous demander une attestation de cette acceptation (article L232-3 du code des relations entre le public et l’administration).
mention-refused = Si nous ne vous avons pas répondu le { $day }, votre demande sera refusée.
mention-suspended = Cette date tient compte du délai qui vous est laissé pour envoyer ce qui manque ; si vous l’envoyez plus tôt, elle est avancée d’autant.
mention-appeal-ways = Vous pourrez contester ce refus : { $value }
mention-appeal-time-limits = Délais pour le contester : { $value }

# Jours d’exception
exceptions-not-a-day = Ligne { $line } : « { $given } » n’est pas un jour. Écrivez-le comme 24/12/2026.
exceptions-ends-before-start = Ligne { $line } : le dernier jour vient avant le premier. Inversez-les.
exceptions-no-hours = Ligne { $line } : il manque les horaires. Écrivez par exemple 9:00-12:00, ou fermé.
exceptions-twice = Ligne { $line } : le { $day } est déjà plus haut. Gardez une seule ligne pour chaque jour.
