# Ce qu’une personne peut dire de sa situation
feature-no-internet = Je n’ai pas internet, ou je ne m’en sers pas
feature-writing-is-hard = Lire ou écrire m’est difficile
feature-telephone-is-hard = Le téléphone m’est difficile ou impossible (j’entends mal, je parle difficilement)
feature-french-is-hard = Le français m’est difficile
feature-travel-is-hard = Me déplacer m’est difficile
feature-has-helper = Quelqu’un m’aide : un proche, une association, un espace France services
feature-documents-missing = Je n’ai pas mes documents avec moi

# Limites contradictoires
limit-out-of-range = La limite « { $limit } » vaut { $value } ; elle doit être entre { $low } et { $high }.
limit-clash = « Chance d’aboutir d’au moins { $chance } % » et « { $minutes } minutes au plus » ne peuvent pas tenir ensemble : en { $minutes } minutes, le meilleur moyen aboutit { $best } fois sur 100 ; pour { $chance } %, il faut au moins { $fewest } minutes. Changez l’une des deux.
# La table des valeurs de départ et des situations
prior-unreadable = La table des situations ne peut pas être lue : { $why }. Corrigez ce passage.
prior-no-channel = La table des situations ne dit rien du canal « { $channel } ». Ajoutez-y ses valeurs.
prior-out-of-range = Dans la table des situations, la valeur { $what } est hors de ses bornes. Corrigez-la.

# Files d’attente : ce qu’il manque pour calculer
line-hours-unknown = Les horaires de ce moyen ne sont pas connus : { $channel ->
    [phone] téléphone
    [counter] guichet
    [video] visioconférence
    [chat] messagerie instantanée
   *[other] { $channel }
 }. Dites-les dans « Chemins », puis revenez ici.
line-agents-unknown = Le nombre d’agents de ce moyen n’est pas connu : { $channel ->
    [phone] téléphone
    [counter] guichet
    [video] visioconférence
    [chat] messagerie instantanée
   *[other] { $channel }
 }. Dites-le dans « Chemins », puis revenez ici.
line-handling-unknown = Aucun contact du journal ne dit combien de temps un agent y passe, pour ce moyen : { $channel ->
    [phone] téléphone
    [counter] guichet
    [video] visioconférence
    [chat] messagerie instantanée
   *[other] { $channel }
 }. Importez des contacts avec leur durée.
line-no-contacts = Le journal n’a aucun contact de ce moyen pendant ses heures d’ouverture : { $channel ->
    [phone] téléphone
    [counter] guichet
    [video] visioconférence
    [chat] messagerie instantanée
   *[other] { $channel }
 }. Vérifiez ses horaires, ou importez des contacts.
line-never-open = Avec ces horaires, ce moyen ne serait jamais ouvert : { $channel ->
    [phone] téléphone
    [counter] guichet
    [video] visioconférence
    [chat] messagerie instantanée
   *[other] { $channel }
 }. Laissez au moins une heure.
line-out-of-range = Cette valeur doit être entre { $low } et { $high }.
line-no-figures = Ces valeurs ne donnent pas de file d’attente que l’on puisse calculer. Vérifiez le nombre de contacts, d’agents et la durée.
