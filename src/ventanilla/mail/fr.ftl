# Les mots de la boîte de courriel d’essai.

title = Courriel d’essai
intro = Tout ce que le service envoie par courriel arrive ici, quelle que soit l’adresse. Rien ne sort de cet ordinateur.
beside = Téléphones d’essai
all = Tous les messages
languages = Langue de ces pages
empty = Pas encore de message. Prenez un rendez-vous sur l’un des téléphones, puis revenez ici.
reload = Chercher de nouveaux messages
# $count : combien sont conservés.
kept = Les { $count } derniers sont conservés jusqu’à la fin de la démonstration.

from = De
to = À
date = Date
attachments = Pièces jointes
# $kilobytes : taille du fichier.
size = { $kilobytes } ko
message = Message
text = Version texte
text-hint = Ce que voit quelqu’un qui lit son courriel sans mise en forme.
