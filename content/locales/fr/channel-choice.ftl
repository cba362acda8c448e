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
