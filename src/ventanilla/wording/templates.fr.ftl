# Ce qui se dit à qui n'a pas écrit depuis 24 heures : des modèles que WhatsApp approuve un par un.
# Aucun ne dit de nom : ils peuvent se lire sur l'écran de quelqu'un d'autre.

template-reminder =
    Nous vous rappelons votre rendez-vous : { $procedure }, le { $date } à { $time }, à { $office }. Folio : { $folio }.

    Viendrez-vous ?
    .coming = Oui, j’y serai
    .move = Le déplacer
    .cancel = L’annuler

template-offer =
    Une place s’est libérée pour { $procedure } : le { $date } à { $time }, à { $office }. Nous vous la gardons jusqu’à { $until } ; ensuite elle ira à quelqu’un d’autre.

    La voulez-vous ?
    .take = Oui, je la prends
    .decline = Non, merci

template-closure =
    Nous sommes désolés : le { $date }, nous ne pourrons pas vous recevoir à { $office }. Nous vous gardons une autre place pour { $procedure } : le { $new_date } à { $new_time }.

    Cela vous convient-il ?
    .accept = Oui, cela me convient
    .other = Une autre date

template-moved =
    Votre rendez-vous a changé. Le voici : { $procedure }, le { $date } à { $time }, à { $office }. Folio : { $folio }.

    La confirmation précédente n’est plus valable ; écrivez-nous et nous vous enverrons la nouvelle.

template-confirmation =
    Votre rendez-vous est confirmé : { $procedure }, le { $date } à { $time }, à { $office }. Folio : { $folio }.

    Écrivez-nous et nous vous enverrons la confirmation en PDF et ce qu’il faut apporter.

template-cancelled =
    Votre rendez-vous est annulé : { $procedure }, le { $date } à { $time }, à { $office }. Folio : { $folio }.

    Si vous en voulez un autre, écrivez-nous et nous le chercherons avec vous.
