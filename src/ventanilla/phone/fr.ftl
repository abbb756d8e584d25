# Les mots des pages du téléphone d’essai.

title = Téléphone d’essai
title-with = { $name } · Téléphone d’essai
intro = Essayez ici le service comme si c’était WhatsApp. Rien ne quitte cet ordinateur : aucun message, aucun fichier ne part sur internet.
hint = Écrivez « Bonjour » pour commencer.
people = Téléphones
people-hint = Chaque téléphone est une personne différente. Vous pouvez en utiliser plusieurs à la fois.
new-person = Un autre téléphone
new-hidden-person = Un autre téléphone, au numéro masqué
no-number = numéro masqué
unread = { $count ->
    [one] 1 message non lu
   *[other] { $count } messages non lus
}
no-messages = Pas encore de message
languages = Langue de ces pages
skip = Aller au message

back = Tous les téléphones
verified = Compte vérifié
typing = écrit…
menu = Plus d’options
transcript = Enregistrer la conversation
mailbox = Courriel
mailbox-open = Voir les courriels que le service envoie
wire = Ce qui passe sur le fil
wire-hint = Chaque requête HTTP entre le téléphone et le service, dans l’ordre. En usage réel, la moitié du téléphone, c’est Meta.
wire-empty = Rien pour l’instant.
wire-webhook = Webhook reçu par le service
wire-call = Appel du service à Graph
wire-answer = Réponse
wire-unanswered = sans réponse
close = Fermer

log = Conversation
today = Aujourd’hui
yesterday = Hier
you = Vous
waiting = Envoi en cours
delivered = Distribué
read = Lu
in-answer = En réponse à
choose = Choisissez une option
send = Envoyer
message = Message
attach = Joindre
image = Photo
audio = Message vocal
location = Position
sticker = Autocollant
open-file = Ouvrir { $name } dans un nouvel onglet
size = { $kilobytes } ko
reload = Voir s’il y a une réponse
reload-hint = Sans JavaScript, les nouveaux messages apparaissent au rechargement.
offline = Pas de connexion avec le service. Votre message n’est pas perdu : envoyez-le de nouveau à son retour.
