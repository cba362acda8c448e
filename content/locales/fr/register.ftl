store-failed = Le registre n’a pas répondu. Réessayez dans un instant ; si cela dure, prévenez l’administrateur de l’instance.
store-migrate = La base de données n’a pas pu être mise à jour. Gardez la version précédente en service et consultez le journal.
store-stopping = Le serveur est en train de s’arrêter. Réessayez dans une minute.

role-usager = Usager
role-agent = Agent
role-manager = Responsable
role-analyst = Analyste
role-programme = Équipe du programme
role-administrator = Administrateur

account-bad-email = Cette adresse électronique n’est pas valable. Écrivez-la sous la forme nom@exemple.fr.
account-email-taken = Un compte existe déjà avec cette adresse électronique. Choisissez-en une autre.
account-bad-password = Le mot de passe doit avoir entre 12 et 200 caractères. Une phrase convient très bien.
account-bad-name = Écrivez un nom de 1 à 120 caractères.
account-unknown-role = « { $role } » n’est pas un rôle. Choisissez usager, agent, manager, analyst, programme ou administrator.
account-partner-missing = Un agent, un responsable ou un analyste travaille pour une administration. Indiquez laquelle.
account-partner-not-theirs = Un usager, l’équipe du programme et un administrateur ne travaillent pour aucune administration. N’en indiquez pas.
account-unknown-partner = Aucune administration n’a le code « { $partner } ». Vérifiez le code, ou créez d’abord l’administration.
account-wrong-credentials = L’adresse électronique ou le mot de passe n’est pas le bon. Vérifiez les deux et recommencez.

job-stuck = Ce travail s’est interrompu plusieurs fois sans arriver au bout. Relancez-le ; s’il échoue encore, vérifiez le fichier de départ.
