# La feuille de confirmation : ce qu’on imprime et qu’on présente au guichet.

## Intitulés

doc-title = Confirmation de rendez-vous
doc-folio = Folio
doc-name = Nom
doc-procedure = Démarche
doc-date = Date
doc-time = Heure
doc-place = Lieu
doc-bring = À apporter
doc-more = D’autres documents sont demandés : voyez la liste complète sur la page de la démarche.
doc-more-advice = D’autres conseils se trouvent sur la page de la démarche.
doc-arrival = Le jour du rendez-vous
doc-fee = Frais
doc-change = Modifier ou annuler
doc-page = Liste complète des documents :
doc-free = Ce rendez-vous est gratuit et personnel : personne ne peut vous le faire payer ni venir à votre place.
doc-verify = Scannez pour vérifier cette confirmation
doc-qr = Code QR qui ouvre la page où cette confirmation peut être vérifiée

## Phrases

# $city : la ville du bureau. $zone : l’abréviation de son fuseau horaire.
doc-zone = heure locale à { $city } ({ $zone })

doc-family = De plus, au titre de l’unité familiale :

# $amount : dollars américains. $year : l’année du tarif publié.
doc-fee-amount = { $amount } $ US, tarif publié pour { $year }.
doc-fee-none = Gratuit, selon le tarif publié pour { $year }.
doc-fee-year = Tarif publié pour { $year }.

doc-fee-check = Les frais peuvent changer : vérifiez le montant et le mode de paiement avant de venir.

# $contact : un téléphone, un courriel ou un site du bureau, avec la mention « à confirmer » s’il y a lieu.
doc-change-contact = Prévenez le bureau, votre folio sous la main : { $contact }. Quelqu’un d’autre pourra alors profiter de la place.

doc-change-office = Prévenez le bureau, votre folio sous la main. Quelqu’un d’autre pourra alors profiter de la place.

## Pour l’agenda personnel

# $procedure : le nom de la démarche.
calendar-summary = Rendez-vous au consulat : { $procedure }

# $folio : le folio. $page : l’adresse de la page où figurent les documents à apporter.
calendar-description =
    Folio : { $folio }
    Apportez la confirmation imprimée. Liste complète des documents : { $page }

## Le courriel qui porte la confirmation

# $date : le jour du rendez-vous, en toutes lettres.
mail-subject-confirmed = Votre rendez-vous au consulat : { $date }
mail-subject-moved = Votre rendez-vous a changé : { $date }
mail-subject-cancelled = Votre rendez-vous du { $date } est annulé
mail-title-confirmed = Rendez-vous confirmé
mail-title-moved = Votre rendez-vous a changé
mail-title-cancelled = Rendez-vous annulé

mail-intro-confirmed = Votre rendez-vous est confirmé. Vous trouverez ci-joint la confirmation en PDF, à imprimer et à apporter, ainsi qu’un fichier pour votre agenda.
mail-intro-moved = Votre rendez-vous a changé ; il est désormais tel qu’indiqué ici. La confirmation précédente n’est plus valable : imprimez celle-ci et apportez-la. Le fichier joint met votre agenda à jour.
mail-intro-cancelled = Votre rendez-vous est annulé et sa confirmation n’est plus valable. Le fichier joint le retire de votre agenda. Pour en prendre un autre, écrivez-nous sur WhatsApp.
mail-why = Vous recevez ce courriel parce que cette adresse a été donnée lors de la prise du rendez-vous sur WhatsApp. Si ce n’était pas vous, n’en tenez pas compte. Merci de ne pas y répondre : personne ne lit les réponses.

# Entre un libellé et sa valeur.
mail-colon =  :

# $folio : le folio.
mail-calendar = rendez-vous-{ $folio }.ics
