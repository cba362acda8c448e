# Numéros
number-empty = Il n’y a pas de numéro. Écrivez-le, par exemple 06 12 34 56 78.
number-letters = Ce numéro contient autre chose que des chiffres. N’écrivez qu’un seul numéro, sans mot ni lettre.
number-too-short = Ce numéro est trop court : { $digits ->
    [one] { $digits } chiffre
   *[other] { $digits } chiffres
 }. Un numéro français en a 10.
number-too-long = Ce numéro est trop long : { $digits ->
    [one] { $digits } chiffre
   *[other] { $digits } chiffres
 }. Un numéro français en a 10.
number-no-zero = Ce numéro ne commence ni par 0 ni par un indicatif de pays. Ajoutez le 0, ou + et l’indicatif.
number-special = C’est un numéro spécial (08), que personne n’a chez soi. Donnez un numéro de mobile.
number-short = C’est un numéro court, que personne n’a chez soi. Donnez un numéro de mobile, à 10 chiffres.
number-unknown-country = Aucun pays n’a cet indicatif. Vérifiez les chiffres qui suivent le + ou le 00.
number-unassigned = Aucun numéro ne commence ainsi : il y a un 0 de trop après l’indicatif. Retirez-le.
number-landline = C’est un téléphone fixe, qui ne reçoit pas de SMS. Donnez un numéro de mobile, ou choisissez l’appel ou la lettre.

# Expéditeurs
sender-empty = Il n’y a pas d’expéditeur. Écrivez le nom que les gens verront, par exemple celui de votre organisme.
sender-too-short = Ce nom est trop court : il faut { $fewest } signes au moins.
sender-too-long = Ce nom est trop long : { $signs } signes. Les téléphones en montrent { $most } au plus ; abrégez-le.
sender-sign = Le signe « { $sign } » ne peut pas figurer dans un nom d’expéditeur. Gardez les lettres sans accent, les chiffres, l’espace, le point, le trait d’union et &.
sender-first-sign = Un nom d’expéditeur commence par une lettre.
sender-generic = « { $name } » ne dit pas qui écrit : les opérateurs le refusent, et les escrocs s’en servent. Mettez le nom de votre organisme.
sender-number = Ces chiffres ne sont ni un numéro court à { $digits } chiffres, ni un numéro de téléphone.

# Textes
text-too-long = Ce texte est trop long : il ferait { $segments } SMS, alors qu’un message en a { $most } au plus. Raccourcissez-le.
text-not-read = Ce message n’est pas un texte (codage { $coding }) : il ne peut pas être lu.
