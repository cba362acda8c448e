# Messages mis à part
quarantine-empty = Ce message est vide. Il n’y a rien à en faire, sauf si son auteur dit avoir écrit : demandez-lui de renvoyer son message.
quarantine-too-large = Ce message dépasse la taille permise et n’a pas été lu. Téléchargez-le pour le voir, ou demandez à son auteur d’envoyer ses pièces jointes en plusieurs fois.
quarantine-header-too-long = L’en-tête de ce message est démesuré, ce qu’aucun logiciel ordinaire n’écrit. Regardez son texte brut ; si une personne l’a écrit, demandez-lui de le renvoyer.
quarantine-too-many-fields = L’en-tête de ce message a trop de lignes, ce qu’aucun logiciel ordinaire n’écrit. Regardez son texte brut ; si une personne l’a écrit, demandez-lui de le renvoyer.
quarantine-too-nested = Ce message en contient d’autres, emboîtés trop profondément pour être lus sans risque. Regardez son texte brut ; si une personne l’a écrit, demandez-lui d’écrire un message nouveau.
quarantine-too-many-parts = Ce message a trop de parties pour être lu. Regardez son texte brut ; si une personne l’a écrit, demandez-lui d’envoyer moins de pièces jointes à la fois.
quarantine-too-costly = Lire ce message prendrait trop de temps à la machine. Regardez son texte brut ; si une personne l’a écrit, demandez-lui de le renvoyer plus simplement.
quarantine-not-a-message = Ces données ne sont pas un message : ni auteur, ni destinataire, ni date, ni objet. Regardez-les ; elles viennent sans doute d’un import ou d’un serveur mal réglé.
quarantine-parser-failed = Ce message est abîmé et n’a pas pu être lu. Regardez son texte brut, et répondez à son auteur si vous y trouvez son adresse.
quarantine-worker-ended = La lecture de ce message a été arrêtée, car elle prenait trop de mémoire ou de temps. Regardez son texte brut, et répondez à son auteur si vous y trouvez son adresse.
# Boucles et automates
loop-hops = Ce message est passé par plus de cinquante serveurs : il tourne en rond. Rien ne lui est répondu ; demandez à l’administrateur de chercher deux boîtes qui se renvoient leurs messages.
loop-answers = Ce fil a déjà reçu plus de cinq réponses automatiques aujourd’hui : deux automates se répondent sans doute. Rien ne lui est plus répondu automatiquement ; lisez-le et répondez vous-même si une personne attend.
automatic-declared = Un automate a écrit ce message, et le dit. Rien ne lui est répondu automatiquement.
automatic-answering = Un répondeur a écrit ce message. Rien ne lui est répondu automatiquement.
automatic-null-return-path = Un serveur a écrit ce message et ne veut pas de réponse. Rien ne lui est répondu automatiquement.
automatic-receipt = C’est un accusé de remise ou de lecture. Il n’y a rien à faire.
# Rapprochements proposés
propose-token-of-stranger = Ce message répond par l’adresse de cette demande, mais son auteur n’en est pas connu. Vérifiez qui il est avant de le joindre à la demande.
propose-answer-of-stranger = Ce message répond à un message de cette demande, mais son auteur n’en est pas connu. Vérifiez qui il est avant de le joindre à la demande.
propose-reference-only = Ce message cite la référence de cette demande, ce que n’importe qui peut faire. Vérifiez qu’il la concerne avant de l’y joindre.
propose-too-old = Ce message répond à un message ancien, peut-être pour parler d’autre chose. Vérifiez qu’il concerne cette demande avant de l’y joindre.
propose-too-many = Cette demande a trop de messages pour qu’une réponse y soit jointe sans regard. Vérifiez qu’il la concerne avant de l’y joindre.
propose-several = Ce message mène à plusieurs demandes. Choisissez celle qu’il concerne.
propose-no-sender = Ce message ne dit pas clairement de qui il vient. Vérifiez-le avant de le joindre à la demande.
propose-unproved = Ce message se dit d’une personne de la demande, mais le serveur n’a pas pu le prouver : quelqu’un se fait peut-être passer pour elle. Vérifiez par un autre moyen avant de le joindre à la demande.
# Messages non remis
undelivered-no-address = Cette adresse n’existe pas.
undelivered-no-domain = Ce qui suit « @ » dans cette adresse n’existe pas, ou ne reçoit pas de messages.
undelivered-closed = Cette boîte est fermée.
undelivered-full = Cette boîte est pleine.
undelivered-too-big = Le message est trop gros pour cette boîte.
undelivered-refused = Le serveur du destinataire a refusé le message : il l’a pris pour du courrier indésirable, ou ses règles l’interdisent.
undelivered-unproved = Le serveur du destinataire n’a pas pu vérifier que le message vient de nous.
undelivered-silent = Le serveur du destinataire n’a pas répondu pendant plusieurs jours.
undelivered-waiting = Le message n’est pas encore remis ; les serveurs essaient encore.
undelivered-loop = Le message a tourné en rond entre des serveurs.
undelivered-unknown = Le message n’a pas été remis, et le serveur ne dit pas clairement pourquoi.
next-check-address = Cherchez une faute de frappe dans l’adresse, corrigez-la et renvoyez le message ; sinon, appelez la personne ou écrivez-lui par la poste.
next-other-way = Joignez la personne autrement, et demandez-lui une autre adresse.
next-later-or-other-way = Renvoyez le message demain ; s’il revient encore, joignez la personne autrement.
next-smaller = Renvoyez le message avec moins de pièces jointes, ou donnez un lien pour les télécharger.
next-reword-or-other-way = Renvoyez le message avec moins de liens et sans pièce jointe ; s’il revient encore, joignez la personne autrement.
next-administrator = Prévenez l’administrateur de la plateforme : c’est un réglage. En attendant, joignez la personne autrement.
next-later-or-check-address = Vérifiez ce qui suit « @ » dans l’adresse, puis renvoyez le message ; s’il revient encore, joignez la personne autrement.
next-nothing = Il n’y a rien à faire : un autre message dira s’il n’est finalement pas remis.
next-read-or-other-way = Lisez la réponse du serveur ci-dessous ; en cas de doute, joignez la personne autrement.
# Fichiers de messages
unsplit-no-from-line = Des données se trouvent avant le premier message, sans la ligne « From » qui devrait l’annoncer. Si le fichier ne contient qu’un message, importez-le comme fichier « .eml ».
unsplit-too-long = Un message dépasse la taille permise et n’a pas été importé. Ouvrez-le avec un logiciel de messagerie si vous en avez besoin.
unsplit-empty = Il n’y a rien entre deux lignes « From » : aucun message n’a été trouvé là.
# Messages à écrire
build-control = { $field ->
    [from] Le nom ou l’adresse de l’expéditeur
    [to] Le nom ou l’adresse du destinataire
    [reply-to] L’adresse de réponse
    [return-path] L’adresse de retour
    [subject] L’objet
    [message-id] L’identifiant du message
    [mark] La marque du message
    [unsubscribe] Le lien de désinscription
   *[file] Le nom d’une pièce jointe
 } contient une fin de ligne ou un signe invisible. Retirez-le, puis recommencez.
build-too-long = { $field ->
    [from] Le nom ou l’adresse de l’expéditeur
    [to] Le nom ou l’adresse du destinataire
    [reply-to] L’adresse de réponse
    [return-path] L’adresse de retour
    [subject] L’objet
    [message-id] L’identifiant du message
    [mark] La marque du message
    [unsubscribe] Le lien de désinscription
   *[file] Le nom d’une pièce jointe
 } est trop long. Raccourcissez, puis recommencez.
build-invalid = { $field ->
    [from] L’adresse de l’expéditeur n’en est pas une
    [to] L’adresse du destinataire n’en est pas une
    [reply-to] L’adresse de réponse n’en est pas une
    [return-path] L’adresse de retour n’en est pas une
    [subject] L’objet ne peut pas être écrit
    [message-id] L’identifiant du message n’en est pas un
    [mark] La marque du message n’en est pas une
    [unsubscribe] Le lien de désinscription n’en est pas un
   *[file] Une pièce jointe n’a pas de nom, ou un type qui n’est pas permis
 }. Corrigez, puis recommencez.
build-recipients = Un message a entre un et dix destinataires. Corrigez leur liste, puis recommencez.
build-unwritten = Ce message ne peut pas être écrit. Vérifiez l’expéditeur et les destinataires, puis recommencez.
dkim-key = La clé de signature des messages (DKIM) ne peut pas être lue. Donnez une clé RSA au format PKCS#1 (« openssl genrsa -traditional 2048 »), ou une clé Ed25519 de 32 octets en base64.
dkim-name = Le domaine ou le sélecteur de la signature des messages (DKIM) n’est pas un nom. Corrigez le réglage.
