# Les pages publiques : qui nous sommes, la confidentialité, quoi apporter, vérifier un rendez-vous.

## Sur toutes les pages

skip = Aller au contenu
languages = Langue de la page
home = Accueil
privacy = Avis de confidentialité
free = Les rendez-vous sont gratuits : personne ne peut vous les faire payer.
# $operator : l’institution responsable du réseau.
responsible = Responsable : { $operator }
unverified = à vérifier
demo = Démonstration : aucun vrai rendez-vous n’est donné ici et ce site n’est pas officiel.
book = Prendre rendez-vous par WhatsApp
book-demo = Ouvrir le téléphone d’essai
# Le premier mot écrit dans la conversation.
hello = Bonjour

## Accueil

landing-title = Votre rendez-vous au consulat, par WhatsApp
landing-lead = Écrivez « Bonjour » et prenez rendez-vous en une seule conversation, en espagnol, en anglais ou en français. C’est gratuit.
# $network : le nom du réseau. $offices : combien de bureaux il compte.
landing-network = { $network } : { $offices ->
    [one] { $offices } bureau
   *[other] { $offices } bureaux
}, pour choisir le plus proche de chez vous.
steps = Comment faire
step-write = Écrivez « Bonjour ».
step-write-text = WhatsApp suffit : aucun compte à créer, rien d’autre à installer.
step-answer = Répondez à quelques questions.
step-answer-text = Où, pour quelle démarche et pour qui. Choisissez le jour et l’heure parmi les places réellement libres.
step-receive = Recevez votre confirmation.
step-receive-text = Un folio et un PDF qui indique tout ce qu’il faut apporter. Imprimez-le et présentez-le le jour venu.
know = Bon à savoir
know-free = Personne ne peut vous faire payer un rendez-vous. Si on veut vous en vendre un, n’achetez pas.
know-personal = Chaque rendez-vous est pour une seule personne, et nul autre ne peut s’en servir.
know-never = Dans la conversation, nous ne vous demanderons jamais de documents, de photos, de mots de passe ni de paiement.
know-privacy = Vos données sont conservées chiffrées, et seulement le temps nécessaire.
privacy-read = Lire l’avis de confidentialité
help = Autres façons de nous joindre

## Avis de confidentialité

# $since : une date, comme « 23 novembre 2026 ».
privacy-version = Version { $version }, en vigueur depuis le { $since }

## Vérifier un rendez-vous. Lu par la personne à l’entrée, sur son téléphone et à la hâte.

check = Vérification d’un rendez-vous
check-names = Pour protéger la personne, son nom n’est pas affiché ici.
verdict-valid = Valable
verdict-valid-text = La confirmation est authentique. Comparez ces renseignements avec le papier et la pièce d’identité de la personne.
verdict-changed = Ancien papier
verdict-changed-text = La confirmation est authentique, mais le rendez-vous a été modifié depuis. Demandez la confirmation la plus récente. Si la personne ne l’a pas, le bureau peut retrouver le rendez-vous grâce au folio.
verdict-void = Annulé
verdict-void-text = La confirmation est authentique, mais ce rendez-vous a été annulé ou n’est plus réservé. Si la personne l’ignorait, le bureau peut vérifier avec le folio.
verdict-unrecorded = Demandez au bureau
verdict-unrecorded-text = Le sceau est authentique, mais nous n’avons pas trace de ce rendez-vous. C’est peut-être une erreur de notre part et non une fraude : demandez au bureau de le chercher avec le folio.
verdict-forged = Non reconnu
verdict-forged-text = Ce code ne vient pas d’une de nos confirmations, ou il a été mal lu. Scannez-le de nouveau. Si le résultat est le même, le bureau peut chercher le rendez-vous avec le folio imprimé.
fact-date = Date
fact-time = Heure
fact-office = Bureau
fact-initials = Initiales
fact-folio = Folio
# Après l’heure. $city : la ville du bureau.
local-time = heure locale à { $city }

## Quoi apporter

guide-bring = À apporter
guide-family = De plus, si vous présentez une demande pour regroupement familial
guide-day = Le jour du rendez-vous
guide-fee = Frais
# $amount : dollars américains.
fee-amount = { $amount } dollars américains
fee-free = Gratuit
fee-unknown = Demandez au bureau
# $year : l’année du tarif publié.
fee-year = Tarif publié pour { $year }
guide-wait = Attente habituelle
guide-office = Le bureau
guide-no-address = Nous n’avons pas encore son adresse confirmée. Demandez-la au bureau avant de partir.
guide-no-contact = Nous n’avons pas encore ses coordonnées confirmées.
guide-book = Pas encore de rendez-vous ?
guide-changes = Les exigences peuvent changer et chaque cas est différent. En cas de doute, vérifiez auprès du bureau.
guide-official = Information officielle
way-phone = Téléphone
way-email = Courriel
way-website = Site

## Quand quelque chose ne va pas

missing = Page introuvable
missing-text = L’adresse est peut-être incomplète ou a changé.
# $of : une démarche.
missing-offices = Choisissez le bureau où faire cette démarche : { $of }.
# $of : un bureau.
missing-procedures = { $of } n’a pas de page pour cette démarche. Voici celles qu’il assure ; choisissez-en une.
way-on = Que faire
way-on-text = Dans la conversation, vous pouvez voir les démarches et les bureaux, et prendre rendez-vous.
refused = Nous n’avons pas pu traiter cette demande
refused-text = Revenez à l’accueil et réessayez.
broken = Un incident s’est produit de notre côté
broken-text = Attendez un instant et rechargez la page.
reload = Recharger
broken-next = Si vous avez déjà un folio, cet incident ne change rien à votre rendez-vous.
