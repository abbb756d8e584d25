### Ce que Ventanilla écrit à qui prend rendez-vous. On vouvoie ; le français convient au Canada et en France.
### Les mots d’un catalogue (bureaux, démarches, avis) sont dans les fichiers du réseau.

## Questions

ask-purpose = { $count ->
        [one] Vous avez déjà un rendez-vous :
       *[other] Vous avez déjà ces rendez-vous :
    }
    { $appointments }

    Que souhaitez-vous faire ?
ask-country = Dans quel pays souhaitez-vous votre rendez-vous ?
ask-postal_code = { $country_code ->
        [CA] Écrivez votre code postal canadien. Exemple : M5V 2T6
       *[other] Écrivez votre code postal américain (ZIP). Exemple : 78701
    }
ask-postal_code_ok = { $found ->
        [exact] Le code { $code } correspond à { $label }.
        [approximate] Le code { $code } correspond à ce secteur : { $label }.
        [prefix] Nous n’avons pas le code { $code }, mais d’après son début, il devrait être dans ces environs : { $label }.
       *[nowhere] Nous ne savons pas où se trouve le code { $code }. Si c’est bien le vôtre, nous vous montrerons tous les bureaux.
    }
    Est-ce exact ?
ask-office = Voici les bureaux les plus proches ({ $label }). Lequel choisissez-vous ?
    Vous pouvez aussi écrire le nom d’une autre ville ou un autre code postal.
ask-office-all = Voici tous les bureaux. Lequel choisissez-vous ?
ask-office_ok = Vous avez choisi ce bureau :
    { $office_full }

    Avant de continuer :
    • N’envoyez ni documents ni images dans cette conversation.
    • Écrivez les noms en entier, sans abréger, comme sur l’acte de naissance.
    • Les accents et le ñ sont les bienvenus.

    Est-ce le bon bureau ?
ask-given_names = Écrivez votre ou vos prénoms comme sur l’acte de naissance, sans nom de famille. Exemple : Marie Claire
    Si le rendez-vous est pour une autre personne, donnez ses renseignements à partir d’ici.
ask-paternal_surname = Écrivez le premier nom de famille (paternel), en entier. Exemple : Tremblay
ask-maternal_surname = Écrivez le second nom de famille (maternel). S’il n’y en a pas, écrivez 0.
ask-names_ok = Voici le nom tel qu’il figurera sur le rendez-vous :

    {"*"}{ $full }*
    Prénom : { $given }
    Nom paternel : { $paternal }
    Nom maternel : { $maternal ->
        [none] (aucun)
       *[other] { $maternal }
    }

    Est-ce exact ?
ask-birth_country = Quel est votre pays de naissance ?
    Écrivez son nom ou son numéro.
ask-birth_country-whole = Écrivez le numéro :
ask-birth_country-typed = Écrivez le nom de votre pays de naissance, comme sur votre acte de naissance.
ask-birth_state = Quel est votre État ou province de naissance ? ({ $country })
ask-birth_state-letters = Quel est votre État ou province de naissance ? ({ $country }) Écrivez son nom ou ses premières lettres.
ask-birth_state-typed = Écrivez le nom de votre État ou province de naissance.
ask-birth_county = { $country_code ->
        [MX] Quelle est votre municipalité de naissance ? ({ $state })
       *[other] Quel est votre comté ou district de naissance ? ({ $state })
    }
ask-birth_county-letters = { $country_code ->
        [MX] Quelle est votre municipalité de naissance ? ({ $state }) Écrivez son nom ou ses premières lettres.
       *[other] Quel est votre comté ou district de naissance ? ({ $state }) Écrivez son nom ou ses premières lettres.
    }
ask-birth_county-typed = Écrivez le nom de votre ville, comté ou district de naissance.
ask-birth_place_ok = Lieu de naissance :

    {"*"}{ $birth_place }*

    Est-ce exact ?
ask-birth_date = Écrivez la date de naissance ainsi : année-mois-jour. Exemple : 1988-12-01 pour le 1er décembre 1988
ask-birth_date_ok = Date de naissance : *{ $birth }*

    Est-ce exact ?
ask-email = Écrivez une adresse courriel, pour que le bureau puisse vous joindre. Exemple : marie@exemple.ca
ask-email_ok = Adresse courriel : *{ $email }*

    Est-ce exact ?
ask-procedure = { $node ->
        [none] Quelle démarche souhaitez-vous faire ? ({ $office })
       *[other] { $node } : que vous faut-il ?
    }
ask-date = { $procedure }, { $office }. Quel jour préférez-vous ?
    Choisissez un numéro ou écrivez une date.
ask-time = À quelle heure souhaitez-vous venir le { $date } ? (heure locale, { $office })
ask-review = Vérifiez votre rendez-vous, s’il vous plaît :

    {"*"}{ $full }*
    Naissance : { $birth }, { $birth_place }
    Courriel : { $email }

    { $procedure }
    { $office_full }
    {"*"}{ $date }* ({ $date_short })
    {"*"}{ $time }*, heure locale ({ $office })

    Nous vous gardons cette place pendant { $minutes } minutes.

## Doutes et questions à part

ask-name-or-command = Vous avez écrit « { $text } ». Est-ce le nom, ou voulez-vous autre chose ?
ask-which-date = « { $text } » peut désigner deux dates. Laquelle est la vôtre ?
ask-email-slip = Vous avez écrit { $typed }. Vouliez-vous dire { $meant } ?
ask-which-of-these = { $count ->
        [one] « { $text } » n’est pas écrit ainsi dans la liste. Vouliez-vous dire ceci ? Sinon, écrivez-le autrement.
       *[other] Plusieurs réponses correspondent à « { $text } ». Laquelle est la bonne ?
    }{ $more ->
        [0] { "" }
       *[other] { " " }Il y en a d’autres : si vous ne la voyez pas, écrivez plus de lettres.
    }
ask-other-country-code = { $country_code ->
        [CA] { $code } est un code postal canadien. Souhaitez-vous votre rendez-vous au Canada ?
       *[other] { $code } est un code postal américain. Souhaitez-vous votre rendez-vous aux États-Unis ?
    }
ask-other-days = Il n’y a pas de place le { $date }. Voici les jours les plus proches :
ask-which-part = Que souhaitez-vous corriger ?
ask-menu = Que souhaitez-vous faire ?
ask-languages = Dans quelle langue souhaitez-vous continuer ?
ask-abandon = Voulez-vous abandonner cette demande ? Ce que vous avez écrit sera effacé et la place gardée sera libérée. Si vous aviez déjà un rendez-vous, il ne change pas.
ask-resume = Votre demande est toujours là, telle que vous l’avez laissée. On continue ?
ask-no-places = Il n’y a pas de place pour le moment : { $procedure }, { $office }. Voici ce que vous pouvez faire :
ask-already-yours = Cette personne a déjà un rendez-vous de ce type et ne peut pas en avoir deux :

    { $appointment }

    Que souhaitez-vous faire ? Pour en rester là, écrivez *annuler*.
ask-already-elsewhere = Nous ne pouvons pas donner d’autre rendez-vous pour cette démarche avec ces renseignements. Vérifiez-les, choisissez une autre démarche ou adressez-vous au bureau ({ $office }) :
    { $contact }

## Choix

option-yes = Oui
option-no = Non
option-US = États-Unis
option-CA = Canada
option-office = { $office_place }{ $distance ->
        [none] { "" }
       *[other] { " " }— { $distance }
    }
option-office-first = { $office_place }{ $distance ->
        [none] { "" }
       *[other] , { $distance }
    }, dès le { $first }
option-all = Voir tous les bureaux
    .short = Tous
option-none = Je n’ai pas de second nom de famille
    .short = Je n’en ai pas
option-country = { $country }
option-whole-list = Voir la liste complète des pays
    .short = Liste complète
option-other-country = Pays absent de la liste
    .short = Autre pays
option-district = { $district }
option-not-listed = Absent de la liste
    .short = Absent
option-birthday = { $birth }
    .short = { $birth_brief }
option-corrected = Oui, { $email }
    .short = Oui, corriger
option-as-typed = Non, c’est { $email }
    .short = Non, tel quel
option-it-is-my-answer = Oui, c’est le nom
    .short = C’est le nom
option-it-is-a-command = { $command ->
        [back] Non, je veux revenir en arrière
        [menu] Non, je veux voir le menu
        [help] Non, je veux de l’aide
        [abandon] Non, je veux annuler
        [change] Non, je veux changer quelque chose
        [start-over] Non, je veux recommencer
        [continue] Non, je veux continuer
        [language] Non, je veux changer de langue
        [languages] Non, je veux changer de langue
        [greet] Non, je disais simplement bonjour
       *[other] Non
    }
    .short = Non
option-procedure = { $title }{ $first ->
        [full] { " " }(pas de place pour le moment)
       *[other] { "" }
    }
option-procedure-who = { $title } : { $who }{ $first ->
        [full] { " " }(Pas de place pour le moment.)
       *[other] { "" }
    }
note-first = { $first ->
        [full] Pas de place pour le moment
       *[other] Dès le { $first }
    }
option-day = { $date_day } ({ $date_short })
    .short = { $date_brief }
option-time = { $time }
option-more = Voir plus
option-first-page = Revenir au début
    .short = Au début
option-other-postal-code = Utiliser un autre code postal
    .short = Autre code
option-other-procedure = Choisir une autre démarche
    .short = Autre démarche
option-office-contact = Comment joindre le bureau
    .short = Contact
option-other-person = C’est pour une autre personne
    .short = Autre personne
option-start-over = Recommencer
option-go-on = Oui, continuons
option-book = Confirmer le rendez-vous
    .short = Confirmer
option-change-part = Modifier quelque chose
    .short = Modifier
option-language-es = Español
option-language-en = English
option-language-fr = Français
option-resend = Recevoir de nouveau le PDF de { $folio }
    .short = { $folio }
option-book-another = Prendre un autre rendez-vous
    .short = Autre RDV
option-menu-continue = Reprendre où j’en étais
    .short = Reprendre
option-menu-change = Modifier une réponse
    .short = Modifier
option-menu-start-over = Recommencer
option-menu-languages = Changer de langue
    .short = Langue
option-menu-help = Aide
option-part-given_names = Prénom
option-part-paternal_surname = Nom paternel
    .short = Nom paternel
option-part-maternal_surname = Nom maternel
    .short = Nom maternel
option-part-birth_country = Pays et lieu de naissance
    .short = Pays
option-part-birth_state = État ou province
    .short = État/province
option-part-birth_county = Comté ou municipalité
    .short = Comté
option-part-birth_date = Date de naissance
    .short = Naissance
option-part-email = Adresse courriel
    .short = Courriel
option-part-office = Bureau
option-part-procedure = Démarche
option-part-date = Jour
option-part-time = Heure
opener = Choisir

## Avis avant la question

notice-welcome = Bonjour ! Ici l’assistant automatique de rendez-vous (*{ $network }*). Prendre rendez-vous est gratuit et demande quelques minutes.
    Avis de confidentialité : { $privacy }
    Para español, escriba *español*. For English, type *English*.
notice-welcome-back = Bonjour et bon retour !
notice-erased = Plus de 24 heures ont passé : pour protéger vos renseignements, nous avons effacé ce que vous aviez écrit. Recommençons.
    Avis de confidentialité : { $privacy }
notice-started-over = D’accord, recommençons.
notice-abandoned = C’est fait : nous avons abandonné cette demande et effacé ce que vous aviez écrit. Pour un autre rendez-vous, commencez ici.
notice-language = Nous continuons en français.
notice-here-we-were = Bonjour ! Nous en étions ici :
notice-away-begin = Le service a été interrompu un moment, et rien n’a été fait de ce que vous avez écrit entre-temps. Veuillez nous excuser. Écrivez « Bonjour » pour commencer.
notice-help = Répondez par le numéro d’un choix ou avec vos mots. À tout moment, vous pouvez écrire :
    • *retour* : revenir à la question précédente
    • *changer* et quoi : par exemple, « changer courriel »
    • *menu* : voir ce que vous pouvez faire
    • *annuler* : abandonner cette demande
    • *español* ou *English* : changer de langue

    Si vous avez besoin de parler à quelqu’un :
    { $help }
notice-office-contact = { $office_full } :
    { $contact }
notice-not-on-the-list = { $last ->
        [0] Ce n’est pas l’un des choix.
       *[other] Ce n’est pas l’un des choix. Répondez par un numéro de 1 à { $last } ou par le nom du choix.
    }
notice-not-here = Ce n’est pas possible à cette question.
notice-no-more = Il n’y a pas d’autres choix à montrer.
notice-no-list = Cette question n’a pas de liste à montrer.
notice-nothing-to-change = Vous n’avez pas encore répondu à cela.
notice-nothing-to-abandon = Vous n’avez aucune demande en cours. Pour annuler un rendez-vous déjà confirmé, prévenez le bureau.
notice-first-question = C’est la première question.
notice-old-list = Ce choix venait d’une question précédente ; nous n’en avons pas tenu compte. Voici la question actuelle :
notice-yes-or-no = Répondez 1 si c’est exact ou 2 sinon.
notice-country = Nous n’avons pas reconnu ce pays. Répondez 1 pour les États-Unis ou 2 pour le Canada.
notice-postal-code = { $country_code ->
        [CA] Cela ne ressemble pas à un code postal canadien : lettres et chiffres y alternent, comme dans M5V 2T6.
       *[other] Cela ne ressemble pas à un code postal américain : il compte cinq chiffres, comme 78701.
    }
notice-office-unknown = Nous n’avons pas trouvé ce bureau. Répondez par un numéro de la liste, le nom d’une ville (par exemple, Montréal) ou un autre code postal.
notice-name-empty = Nous n’avons reçu aucun nom. Écrivez-le en lettres, par exemple : Marie Claire
notice-name-character = Le signe « { $character } » ne peut pas figurer dans un nom. Vous pouvez utiliser des lettres avec ou sans accent, l’espace, le trait d’union, l’apostrophe et le point. Exemple : Marie Claire
notice-name-digit = Un nom ne peut pas contenir de chiffres (« { $character } »). Écrivez-le en lettres. Exemple : Marie Claire
notice-name-long = C’est trop long : il y a place pour { $longest } lettres. Écrivez seulement ce qui figure sur l’acte de naissance.
notice-name-form = Cela ne ressemble pas à un nom. Écrivez-le comme sur l’acte de naissance. Exemple : Marie Claire
notice-place-form = Cela ne ressemble pas à un nom de lieu. Exemple : Trois-Rivières
notice-country-number = Aucun pays n’a ce numéro : ils vont de 1 à { $last }. Exemple : 40, Canada
notice-country-unknown = Pays inconnu : « { $text } ». Écrivez son nom (Mexique) ou son numéro.
notice-place-unknown = Nous n’avons pas trouvé « { $text } » dans la liste. Écrivez ses premières lettres (par exemple, « mon »), ou 0 s’il n’y est pas.
notice-date-form = Nous n’avons pas reconnu la date. Écrivez-la ainsi : 1988-12-01, ou « 1er décembre 1988 ».
notice-date-year = Écrivez l’année complète, en quatre chiffres. Exemple : 1988-12-01
notice-date-impossible = Ce jour n’existe pas au calendrier. Vérifiez le jour et le mois. Exemple : 1988-12-01
notice-date-future = Cette date est dans l’avenir. Écrivez la date de naissance, par exemple 1988-12-01.
notice-date-old = Cette date remonte à plus de { $oldest } ans. Vérifiez l’année. Exemple : 1988-12-01
notice-date-past = Cette date est passée. Choisissez un jour de la liste ou écrivez une autre date, par exemple 15 décembre.
notice-day-full = La dernière place du { $date } vient d’être prise. Choisissez un autre jour, s’il vous plaît ; tout le reste est conservé.
notice-day-form = Nous n’avons pas reconnu le jour. Choisissez un numéro de la liste ou écrivez une date, par exemple : 15 décembre
notice-time-form = Nous n’avons pas reconnu l’heure. Choisissez un numéro de la liste ou écrivez, par exemple, 9 h 30.
notice-time-taken = Il n’y a pas de place à cette heure ({ $time }). Choisissez-en une dans la liste.
notice-email-at = Il manque le signe @ (arobase) dans cette adresse. Exemple : marie@exemple.ca
notice-email-form = Cette adresse courriel est incomplète ou contient un signe de trop. Exemple : marie@exemple.ca
notice-email-several = Écrivez une seule adresse courriel, s’il vous plaît. Exemple : marie@exemple.ca
notice-taken = Quelqu’un vient de prendre cette place. Choisissez une autre heure, s’il vous plaît ; tout le reste est conservé.
notice-gone = Cet horaire n’est plus disponible. Choisissez-en un autre, s’il vous plaît ; tout le reste est conservé.
notice-quota = Tous les rendez-vous de ce jour sont déjà donnés pour cette démarche. Choisissez un autre jour, s’il vous plaît ; tout le reste est conservé.
notice-limit = { $limit } rendez-vous ont déjà été pris dans cette conversation ce mois-ci, et c’est le maximum. S’il vous en faut un autre, adressez-vous au bureau :
    { $contact }
notice-already-yours = Cette personne a déjà un rendez-vous pour cette démarche.
notice-already-elsewhere = Nous ne pouvons pas donner d’autre rendez-vous pour cette démarche avec ces renseignements.
notice-trouble = Nous n’avons pas pu traiter votre message. Envoyez-le de nouveau, s’il vous plaît ; vos réponses sont conservées.
notice-away = Le service a été interrompu et ce que vous avez écrit entre-temps n’a pas été pris en compte. Reprenons ici :
notice-flood = Nous avons reçu beaucoup de messages de votre part et les derniers n’ont pas été pris en compte. Patientez une minute, puis reprenez là où vous en étiez.
notice-wordless-image = Merci, mais nous ne recevons pas d’images ici. Répondez par écrit, s’il vous plaît.
notice-wordless-video = Merci, mais nous ne recevons pas de vidéos ici. Répondez par écrit, s’il vous plaît.
notice-wordless-audio = Merci, mais nous ne pouvons pas écouter les messages vocaux. Répondez par écrit, s’il vous plaît.
notice-wordless-document = Merci, mais pas de documents ici : apportez-les au rendez-vous. Répondez par écrit, s’il vous plaît.
notice-wordless-sticker = Merci ! Pour continuer, répondez par écrit, s’il vous plaît.
notice-wordless-location = Merci, mais nous n’avons pas besoin de savoir où vous êtes. Répondez par écrit, s’il vous plaît.
notice-wordless-contacts = Merci, mais nous ne recevons pas de contacts ici. Répondez par écrit, s’il vous plaît.
notice-wordless-order = Merci, mais nous ne recevons pas de commandes ici. Répondez par écrit, s’il vous plaît.
notice-wordless-reaction = Merci ! S’il vous faut quelque chose, écrivez-le.
notice-wordless-unsupported = Nous n’avons pas pu lire ce type de message. Répondez par écrit, s’il vous plaît.

## Après la confirmation

booked = C’est fait ! Votre rendez-vous est confirmé.

    Folio: { $folio }

    {"*"}{ $full }*
    { $procedure }
    { $office_full }
    {"*"}{ $date }* ({ $date_short })
    {"*"}{ $time }*, heure locale ({ $office })

    Vous allez recevoir la confirmation en PDF : imprimez-la et apportez-la au rendez-vous. Arrivez au moins 15 minutes à l’avance.
    Pour revoir votre rendez-vous, écrivez *Bonjour*.
booked-mailed = Nous l’envoyons aussi par courriel à { $email }.
caption = Confirmation de votre rendez-vous { $folio }
filename = rendez-vous-{ $folio }.pdf
somebody-tried = Quelqu’un a essayé de prendre un autre rendez-vous ({ $procedure }) avec les renseignements de votre rendez-vous { $folio }. Rien n’a été modifié. Si ce n’était pas vous, vous n’avez rien à faire.

## Mots isolés

word-appointment = {"*"}{ $name }*
    { $procedure }, { $office }
    { $date }, { $time }
    Folio: { $folio }
word-help = { $name } : { $contact }
word-verify = (à confirmer)
word-no-contact = écrivez au bureau ou consultez son site
word-consulate-general = Consulat général du Mexique à { $city }
word-consulate = Consulat du Mexique à { $city }
word-consular-section = Section consulaire de l’ambassade du Mexique à { $city }
word-mobile = Consulat mobile du Mexique à { $city }
word-pop-up = Permanence consulaire du Mexique à { $city }
word-place-mobile = { $city } (consulat mobile)
word-place-pop-up = { $city } (permanence)
word-stay = { $last ->
        [none] Uniquement le { $first }
       *[other] Du { $first } au { $last }
    }

## Ce qu’une personne peut écrire (séparé par des virgules ; majuscules et accents sont sans importance)

hear-back = retour, revenir, retourner, en arrière, arrière, revenir en arrière, précédent, précédente, question précédente, je veux revenir
hear-menu = menu, menu principal, voir le menu, options, voir les options, accueil
hear-help = aide, aidez-moi, aide-moi, à l'aide, besoin d'aide, j'ai besoin d'aide, au secours, comment ça marche, je ne comprends pas
hear-abandon = annuler, annule, annulez, tout annuler, annuler le rendez-vous, annuler mon rendez-vous, je veux annuler, abandonner, quitter, arrêter, arrête, sortir, laisser tomber, laissez tomber
hear-change = changer, modifier, corriger, changez, modifiez, corrigez, rectifier, je veux changer, je veux modifier, je veux corriger, je voudrais changer, je voudrais modifier, je voudrais corriger
hear-continue = continuer, continuons, continue, continuez, poursuivre, reprendre, on continue
hear-start-over = recommencer, recommençons, tout recommencer, depuis le début, repartir de zéro, reprendre du début, reprendre au début
hear-greet = bonjour, bonsoir, salut, allô, coucou, rebonjour, bonjour madame, bonjour monsieur, bonjour à vous, bon matin, bon après-midi
hear-language = français, french, francés, en français, en français s'il vous plaît, je parle français, parlez-vous français
hear-part-given_names = prénom, prénoms, mon prénom
hear-part-paternal_surname = nom, nom de famille, nom famille, nom paternel, premier nom, premier nom de famille, premier nom famille, paternel
hear-part-maternal_surname = nom maternel, second nom, deuxième nom, second nom de famille, deuxième nom de famille, second nom famille, deuxième nom famille, maternel
hear-part-birth_country = lieu de naissance, lieu naissance, pays de naissance, pays naissance, naissance, lieu
hear-part-birth_state = état, province, état de naissance, état naissance, province de naissance, province naissance
hear-part-birth_county = comté, district, municipalité, ville de naissance, ville naissance
hear-part-birth_date = date de naissance, date naissance, anniversaire, jour de naissance, jour naissance
hear-part-email = courriel, adresse courriel, email, e-mail, mail, adresse mail, adresse électronique, adresse e-mail
hear-part-postal_code = code postal, code, zip, code zip
hear-part-country = pays, pays du rendez-vous, pays rendez-vous
hear-part-office = bureau, consulat, lieu du rendez-vous, lieu rendez-vous
hear-part-procedure = démarche, procédure, service, type de démarche, type démarche, type de rendez-vous, type rendez-vous, type de visa, type visa, visa
hear-part-date = date, jour, date du rendez-vous, date rendez-vous, jour du rendez-vous, jour rendez-vous
hear-part-time = heure, horaire, heure du rendez-vous, heure rendez-vous
hear-part-language = langue, langues, de langue, la langue
hear-fillers = mon, ma, mes, le, la, les, l, de, du, d, à, en, pour, svp
hear-yes = oui, ouais, oui oui, bien sûr, exact, c'est exact, c'est ça, c'est bien ça, correct, c'est correct, tout à fait, exactement, d'accord, ok, okay, je confirme, c'est bon, oui s'il vous plaît, vrai
hear-no = non, nan, non merci, pas exact, ce n'est pas exact, c'est pas exact, inexact, incorrect, pas correct, faux, c'est faux, erreur
hear-none = aucun, aucune, n/a, sans objet, je n'en ai pas, j'en ai pas, pas de second nom, pas de deuxième nom, pas de nom maternel, je n'ai pas de second nom, je n'ai pas de nom maternel, je n'ai pas de deuxième nom, sans nom maternel
hear-perhaps-none = non, nan, na, rien, o
hear-more = plus, voir plus, afficher plus, suivant, suivante, suivants, page suivante, plus de dates, plus de jours, plus d'heures, autres, autres dates, autres jours, autres heures
hear-all = tout, tous, toutes, voir tout, tous les bureaux, voir tous les bureaux, tous les consulats
hear-whole-list = liste, liste complète, la liste, la liste complète, voir la liste, voir liste, toute la liste, tous les pays
hear-not-listed = absent, absent de la liste, pas dans la liste, n'est pas dans la liste, il n'est pas dans la liste, n'y est pas, autre, un autre, une autre, aucun de ceux-là
hear-other-country = autre, autre pays, un autre pays, absent, absent de la liste, pas dans la liste, n'est pas dans la liste
hear-change-part = non, pas encore, quelque chose ne va pas
hear-book = confirmer, je confirme, confirmer le rendez-vous, oui, réserver, prendre, d'accord, ok, okay, correct, c'est bon
hear-go-on = oui, oui continuons, continuer, continuons, on continue, d'accord, ok, okay
hear-US = états-unis, les états-unis, états-unis d'amérique, USA, US, É.-U., ÉU, É.-U.A., U.S.A., U.S., amérique
hear-CA = canada, le canada, ca, can
hear-months = janvier janv jan, février févr fév, mars mar, avril avr, mai, juin jun, juillet juil jul, août aoû, septembre sept sep, octobre oct, novembre nov, décembre déc
hear-numbers = un une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix
hear-signs = je, j, voudrais, veux, aimerais, besoin, rendez, vous, rdv, pour, avec, une, du, des, est, et, mon, ma, merci, prendre, passeport, plaît, svp, bonne, matin, obtenir
