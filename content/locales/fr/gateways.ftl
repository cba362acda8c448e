# L’imprimerie
press-missing = L’imprimerie n’est pas installée sur ce serveur. Demandez à l’administrateur de poser « efficaces-press » à côté d’efficaces.
press-busy = Beaucoup de documents attendent d’être imprimés. Réessayez dans une minute.
press-too-slow = Le document n’a pas pu être imprimé en une minute. Réessayez un peu plus tard.
press-failed = Le document n’a pas pu être imprimé. La cause est dans le journal du serveur.

# Les boîtes aux lettres
imap-unknown-host = Aucun serveur ne s’appelle « { $host } ». Vérifiez le nom du serveur de courrier dans les réglages.
imap-unreachable = Le serveur « { $host } » ne répond pas sur le port { $port }. Vérifiez le port (993 en TLS, 143 en STARTTLS) et le pare-feu.
imap-plain = « { $host } » est une autre machine, et la liaison ne serait pas chiffrée. Choisissez TLS ou STARTTLS dans les réglages.
imap-no-starttls = « { $host } » ne propose pas STARTTLS. Choisissez TLS (port 993) dans les réglages.
imap-certificate = Le certificat de « { $host } » n’est pas reconnu. Vérifiez le nom du serveur et la date du certificat, ou ajoutez l’autorité de votre administration à celles de cette machine.
imap-tls = La liaison chiffrée avec « { $host } » n’a pas pu s’établir. Vérifiez que le port attend bien TLS, ou choisissez STARTTLS.
imap-bad-root = Le certificat d’autorité donné dans les réglages ne se lit pas. Donnez un fichier PEM qui commence par « -----BEGIN CERTIFICATE----- ».
imap-wrong-login = Le serveur de courrier refuse le nom ou le mot de passe de la boîte. Saisissez-les de nouveau dans les réglages, ou renouvelez l’autorisation.
imap-no-login = Le serveur de courrier n’accepte pas cette façon de s’identifier. Demandez à son administrateur s’il attend un mot de passe ou une autorisation OAuth 2.
imap-folder-missing = La boîte n’a pas de dossier « { $folder } ». Corrigez le nom du dossier dans les réglages, ou créez-le.
imap-timed-out = Le serveur de courrier met trop de temps à répondre. Un nouvel essai a lieu tout seul. Si cela dure, prévenez son administrateur.
imap-cut = La liaison avec le serveur de courrier s’est interrompue. Elle est reprise toute seule, et aucun message n’est perdu.
imap-nonsense = Ce qui répond à cette adresse n’est pas un serveur de courrier IMAP. Vérifiez le nom et le port dans les réglages.
imap-refused = Le serveur de courrier refuse la demande et répond « { $said } ». Un nouvel essai a lieu tout seul. Si cela dure, prévenez son administrateur.
imap-not-kept = Un message n’a pas pu être enregistré sur ce serveur. Vérifiez qu’il reste de la place sur le disque. Le message est toujours dans la boîte.

# L’autorisation OAuth 2 d’une boîte
oauth2-endpoint = L’adresse où se renouvelle l’autorisation doit commencer par https://. Corrigez-la dans les réglages de la boîte.
oauth2-not-reached = Le service qui renouvelle l’autorisation de la boîte ne répond pas. Un nouvel essai a lieu tout seul. Si cela dure, vérifiez son adresse dans les réglages.
oauth2-consent = L’autorisation de la boîte n’est plus valable : elle a expiré ou a été retirée. Donnez de nouveau l’accord chez le fournisseur, puis collez le nouveau jeton de renouvellement dans les réglages.
oauth2-client = Le fournisseur ne reconnaît pas cette application. Vérifiez son identifiant et son secret dans les réglages : un secret peut avoir expiré.
oauth2-refused = Le fournisseur refuse de renouveler l’autorisation de la boîte ({ $code }). Vérifiez ce qui est demandé dans les réglages, ou donnez de nouveau l’accord.
oauth2-nonsense = Ce qui répond à l’adresse de renouvellement n’est pas un service OAuth 2. Vérifiez cette adresse dans les réglages.
hook-bad-address = Ce n’est pas une adresse à laquelle écrire. Donnez une adresse complète, sans nom ni mot de passe, par exemple https://logiciel.exemple.fr/contacts.
hook-not-secure = L’adresse doit commencer par https://, pour que personne ne lise ni ne change ce qui est envoyé.
hook-private = Cette adresse mène dans le réseau de ce serveur. Donnez une adresse publique, ou demandez à l’administrateur de l’instance d’autoriser ce réseau.
hook-too-slow = Le programme qui reçoit a mis plus de dix secondes à répondre. Un nouvel essai a lieu tout seul.
hook-unreachable = Le programme qui reçoit ne répond pas, ou coupe la liaison. Un nouvel essai a lieu tout seul.

# Fournisseurs de SMS
carrier-address = Le fournisseur de SMS numéro { $at } n’a pas d’adresse utilisable. Écrivez smpp://utilisateur:motdepasse@serveur:2775#nom, ou de même avec smpps://, http:// ou https://.
carrier-name = Un fournisseur de SMS ne peut pas s’appeler « { $name } ». Utilisez des minuscules, des chiffres et des traits d’union, 40 au plus.
carrier-twice = Deux fournisseurs de SMS s’appellent « { $name } ». Donnez à chacun son propre nom après le signe #.
carrier-weight = La part du fournisseur de SMS « { $name } » doit être un nombre entier de 0 à 1000, comme #{ $name }=3.
carrier-option = Le fournisseur de SMS « { $name } » a une option « { $option } » inconnue ou dont la valeur est impossible. Les options sont dans docs/text-messages.md.
carrier-login = Le fournisseur de SMS « { $name } » demande un nom d’utilisateur de 15 signes au plus et un mot de passe de 8 au plus, sans accents : SMPP n’a pas de place pour plus.
carrier-problem-authority = Le certificat de « { $host } » vient d’une autorité que ce serveur ne connaît pas. Donnez le certificat de cette autorité (fichier PEM) dans le réglage notices.authority.
carrier-problem-other-name = Le certificat présenté n’est pas celui de « { $host } ». Écrivez dans le réglage notices.sms le nom qui figure dans le certificat, ou demandez à l’opérateur.
carrier-problem-date = Le certificat de « { $host } » n’est pas valable aujourd’hui : il a expiré, ou l’horloge de ce serveur est fausse. Prévenez l’opérateur, ou réglez l’horloge.
carrier-problem-certificate = Le certificat de « { $host } » ne peut pas être utilisé. Demandez à l’opérateur d’en poser un autre.
carrier-problem-no-tls = « { $host } » ne parle pas TLS sur ce port. Vérifiez le port dans le réglage notices.sms, ou écrivez smpp:// si la liaison passe par un réseau privé.
carrier-problem-bad-root = Le fichier du réglage notices.authority n’est pas un certificat PEM. Il commence par « -----BEGIN CERTIFICATE----- ».
carrier-problem-login = L’opérateur « { $host } » refuse l’utilisateur ou le mot de passe. Vérifiez-les dans le réglage notices.sms.
