### What Ventanilla writes to people who book an appointment. Plain words, short sentences.
### The words of a catalogue (offices, services, notices) are in the files of the network.

## Questions

ask-purpose = { $count ->
        [one] You already have an appointment:
       *[other] You already have these appointments:
    }
    { $appointments }

    What would you like to do?
ask-country = In which country do you want your appointment?
ask-postal_code = { $country_code ->
        [CA] Type your Canadian postal code. Example: M5V 2T6
       *[other] Type your US ZIP code. Example: 78701
    }
ask-postal_code_ok = { $found ->
        [exact] The code { $code } is in { $label }.
        [approximate] The code { $code } is in the area of { $label }.
        [prefix] We don’t have the code { $code }, but from how it begins it should be near { $label }.
       *[nowhere] We don’t know where the code { $code } is. If it is yours, we’ll show you all the offices.
    }
    Is that right?
ask-office = These are the offices nearest to { $label }. Which one would you like?
    You can also type the name of another city, or another postal code.
ask-office-all = These are all the offices. Which one would you like?
ask-office_ok = You chose this office:
    { $office_full }

    Before we go on:
    • Please don’t send documents or pictures in this chat.
    • Write names in full, without abbreviations, as on the birth certificate.
    • Accents and ñ are welcome.

    Is this the right office?
ask-given_names = Type your first name and any middle names as on your birth certificate, without last names. Example: Mary Ann
    If the appointment is for someone else, give that person’s details from here on.
ask-paternal_surname = Type the first (paternal) last name, in full. Example: Smith-Jones
ask-maternal_surname = Type the second (maternal) last name. If there isn’t one, type 0.
ask-names_ok = This is how the name will appear on the appointment:

    {"*"}{ $full }*
    First name: { $given }
    Paternal last name: { $paternal }
    Maternal last name: { $maternal ->
        [none] (none)
       *[other] { $maternal }
    }

    Is that right?
ask-birth_country = In which country were you born?
    Type its name or its number.
ask-birth_country-whole = Type the number:
ask-birth_country-typed = Type the name of the country where you were born, as on your birth certificate.
ask-birth_state = In which state or province were you born? ({ $country })
ask-birth_state-letters = In which state or province were you born? ({ $country }) Type its name or the first letters.
ask-birth_state-typed = Type the name of the state or province where you were born.
ask-birth_county = { $country_code ->
        [MX] In which municipality or borough of { $state } were you born?
       *[other] In which county or district of { $state } were you born?
    }
ask-birth_county-letters = { $country_code ->
        [MX] In which municipality of { $state } were you born? Type its name or the first letters.
       *[other] In which county or district of { $state } were you born? Type its name or the first letters.
    }
ask-birth_county-typed = Type the name of the city, county or district where you were born.
ask-birth_place_ok = Place of birth:

    {"*"}{ $birth_place }*

    Is that right?
ask-birth_date = Type the date of birth as year-month-day. Example: 1988-12-01 for December 1, 1988
ask-birth_date_ok = Date of birth: *{ $birth }*

    Is that right?
ask-email = Type an email address, so that the office can reach you. Example: mary@example.com
ask-email_ok = Email: *{ $email }*

    Is that right?
ask-procedure = { $node ->
        [none] Which service do you need in { $office }?
       *[other] { $node }: which one do you need?
    }
ask-date = { $procedure }, in { $office }. Which day would you like?
    Choose a number or type a date.
ask-time = What time would you like on { $date }? ({ $office } time)
ask-review = Please check your appointment:

    {"*"}{ $full }*
    Born: { $birth }, { $birth_place }
    Email: { $email }

    { $procedure }
    { $office_full }
    {"*"}{ $date }* ({ $date_short })
    {"*"}{ $time }*, { $office } time

    We are holding this place for you for { $minutes } minutes.

## Doubts and side questions

ask-name-or-command = You typed “{ $text }”. Is that the name, or do you want something else?
ask-which-date = “{ $text }” can be two dates. Which one is yours?
ask-email-slip = You typed { $typed }. Did you mean { $meant }?
ask-which-of-these = { $count ->
        [one] “{ $text }” isn’t on the list like that. Did you mean this? If not, type it another way.
       *[other] We found more than one match for “{ $text }”. Which one is it?
    }{ $more ->
        [0] { "" }
       *[other] { " " }There are more: if you don’t see it, type more letters.
    }
ask-other-country-code = { $country_code ->
        [CA] { $code } is a Canadian postal code. Do you want your appointment in Canada?
       *[other] { $code } is a US ZIP code. Do you want your appointment in the United States?
    }
ask-other-days = There are no openings on { $date }. These are the closest days:
ask-which-part = What would you like to correct?
ask-menu = What would you like to do?
ask-languages = Which language would you like?
ask-abandon = Do you want to stop this request? What you wrote will be erased and the place we are holding will be released. If you already had an appointment, it won’t change.
ask-resume = Your request is here, just as you left it. Shall we go on?
ask-no-places = There are no openings for { $procedure } in { $office } right now. Here is what you can do:
ask-already-yours = This person already has an appointment of this kind, and can’t have two:

    { $appointment }

    What would you like to do? To leave it as it is, type *cancel*.
ask-already-elsewhere = We can’t give another appointment for this service with these details. Check the details, choose another service, or contact the { $office } office:
    { $contact }

## Options

option-yes = Yes
option-no = No
option-US = United States
option-CA = Canada
option-office = { $office_place }{ $distance ->
        [none] { "" }
       *[other] { " " }— { $distance }
    }
option-office-first = { $office_place }{ $distance ->
        [none] { "" }
       *[other] , { $distance }
    }: from { $first }
option-all = See all the offices
    .short = All
option-none = I have no second last name
    .short = I have none
option-country = { $country }
option-whole-list = See the whole list of countries
    .short = Whole list
option-other-country = Another country, or not listed
    .short = Another country
option-district = { $district }
option-not-listed = It’s not on the list
    .short = Not on the list
option-birthday = { $birth }
    .short = { $birth_brief }
option-corrected = Yes, { $email }
    .short = Yes, correct it
option-as-typed = No, it’s { $email }
    .short = No, as typed
option-it-is-my-answer = Yes, it’s the name
    .short = It’s the name
option-it-is-a-command = { $command ->
        [back] No, I want to go back
        [menu] No, I want to see the menu
        [help] No, I want help
        [abandon] No, I want to cancel
        [change] No, I want to change something
        [start-over] No, I want to start over
        [continue] No, I want to go on
        [language] No, I want to change the language
        [languages] No, I want to change the language
        [greet] No, I was just saying hello
       *[other] No
    }
    .short = No
option-procedure = { $title }{ $first ->
        [full] { " " }(no openings right now)
       *[other] { "" }
    }
option-procedure-who = { $title }: { $who }{ $first ->
        [full] { " " }(No openings right now.)
       *[other] { "" }
    }
note-first = { $first ->
        [full] No openings right now
       *[other] From { $first }
    }
option-day = { $date_day } ({ $date_short })
    .short = { $date_brief }
option-time = { $time }
option-more = See more
option-first-page = Back to the first ones
    .short = First ones
option-other-postal-code = Use another postal code
    .short = Another code
option-other-procedure = Choose another service
    .short = Another service
option-office-contact = How to contact the office
    .short = Contact
option-other-person = It’s for someone else
    .short = Someone else
option-start-over = Start over
option-go-on = Yes, go on
option-book = Confirm the appointment
    .short = Confirm
option-change-part = Change something
    .short = Change
option-language-es = Español
option-language-en = English
option-language-fr = Français
option-resend = Get the PDF of { $folio } again
    .short = { $folio }
option-book-another = Book another appointment
    .short = Book another
option-menu-continue = Go on where I was
    .short = Go on
option-menu-change = Change an answer
    .short = Change an answer
option-menu-start-over = Start over
option-menu-languages = Change the language
    .short = Language
option-menu-help = Help
option-part-given_names = First name
option-part-paternal_surname = Paternal last name
    .short = Paternal
option-part-maternal_surname = Maternal last name
    .short = Maternal
option-part-birth_country = Country and place of birth
    .short = Country
option-part-birth_state = State or province
    .short = State/province
option-part-birth_county = County or municipality
    .short = County
option-part-birth_date = Date of birth
    .short = Birth date
option-part-email = Email address
    .short = Email
option-part-office = Office
option-part-procedure = Service
option-part-date = Day
option-part-time = Time
opener = Choose

## Notices before the question

notice-welcome = Hello! I’m the automated appointment assistant of *{ $network }*. Booking is free and takes a few minutes.
    Privacy notice: { $privacy }
    Para español, escriba *español*. Pour le français, écrivez *français*.
notice-welcome-back = Hello again!
notice-erased = More than 24 hours went by, so we erased what you had written, to protect your information. Let’s start again.
    Privacy notice: { $privacy }
notice-started-over = All right, let’s start again.
notice-abandoned = Done: we stopped that request and erased what you wrote. Whenever you want another appointment, start here.
notice-language = We’ll go on in English.
notice-here-we-were = Hello! This is where we were:
notice-away-begin = We were out of service for a while, and nothing was done with what you wrote in the meantime. We are sorry. Write “Hi” to begin.
notice-help = Reply with the number of an option or in your own words. At any time you can type:
    • *back*: go to the previous question
    • *change* and what: for example, “change email”
    • *menu*: see what you can do
    • *cancel*: stop this request
    • *español* or *français*: change the language

    If you need to talk to a person:
    { $help }
notice-office-contact = { $office_full }:
    { $contact }
notice-not-on-the-list = { $last ->
        [0] That isn’t one of the options.
       *[other] That isn’t one of the options. Reply with a number from 1 to { $last } or with the name of the option.
    }
notice-not-here = That can’t be done at this question.
notice-no-more = There are no more options to show.
notice-no-list = This question has no list to show.
notice-nothing-to-change = You haven’t answered that yet.
notice-nothing-to-abandon = You have no request in progress. To cancel an appointment that is already confirmed, please tell the office.
notice-first-question = This is the first question.
notice-old-list = That option was from an earlier question, so we didn’t apply it. This is the question now:
notice-yes-or-no = Reply 1 if it’s right, or 2 if it isn’t.
notice-country = We didn’t recognize that country. Reply 1 for the United States or 2 for Canada.
notice-postal-code = { $country_code ->
        [CA] That doesn’t look like a Canadian postal code: letters and numbers take turns, as in M5V 2T6.
       *[other] That doesn’t look like a US ZIP code: it has five numbers, as in 78701.
    }
notice-office-unknown = We couldn’t find that office. Reply with a number from the list, the name of a city (for example, Houston), or another postal code.
notice-name-empty = We didn’t receive a name. Type it in letters, for example: Mary Ann
notice-name-character = A name can’t have the character “{ $character }”. You can use letters with or without accents, spaces, hyphens, apostrophes and periods. Example: Mary Ann
notice-name-digit = A name can’t have numbers (“{ $character }”). Type it in letters. Example: Mary Ann
notice-name-long = That’s too long: there is room for { $longest } letters. Type only what is on the birth certificate.
notice-name-form = That doesn’t look like a name. Type it as it appears on the birth certificate. Example: Mary Ann
notice-place-form = That doesn’t look like the name of a place. Example: San Antonio
notice-country-number = No country has that number: they go from 1 to { $last }. Example: 66, United States
notice-country-unknown = We don’t know “{ $text }” as a country. Type its name (Mexico) or its number.
notice-place-unknown = We couldn’t find “{ $text }” on the list. Type the first letters (for example, “mon”), or 0 if it isn’t there.
notice-date-form = We didn’t recognize the date. Type it like this: 1988-12-01, or “December 1, 1988”.
notice-date-year = Type the full year, with four digits. Example: 1988-12-01
notice-date-impossible = That day isn’t on the calendar. Check the day and the month. Example: 1988-12-01
notice-date-future = That date is in the future. Type the date of birth, for example 1988-12-01.
notice-date-old = That date is more than { $oldest } years ago. Check the year. Example: 1988-12-01
notice-date-past = That date has passed. Choose a day from the list or type another date, for example December 15.
notice-day-full = The last place on { $date } has just been taken. Please choose another day; we kept everything else.
notice-day-form = We didn’t recognize the day. Choose a number from the list or type a date, for example: December 15
notice-time-form = We didn’t recognize the time. Choose a number from the list or type a time, for example 9:30.
notice-time-taken = There is no opening at that time ({ $time }). Please choose one from the list.
notice-email-at = That email address has no at sign (@). Example: mary@example.com
notice-email-form = That email address isn’t complete, or has a character too many. Example: mary@example.com
notice-email-several = Please type just one email address. Example: mary@example.com
notice-taken = Someone took that place a moment ago. Please choose another time; we kept everything else.
notice-gone = That time is no longer available. Please choose another; we kept everything else.
notice-quota = All of that day’s appointments for this service have been given. Please choose another day; we kept everything else.
notice-limit = { $limit } appointments have been booked from this chat this month, which is the most allowed. If you need another, contact the office:
    { $contact }
notice-already-yours = This person already has an appointment for this service.
notice-already-elsewhere = We can’t give another appointment for this service with these details.
notice-trouble = Something went wrong on our side and we couldn’t handle your message. Please send it again; your answers are saved.
notice-away = We were out of service for a while, and what you wrote in the meantime was not applied. Let’s go on here:
notice-flood = We received many messages from you in a row, and the last ones were not taken into account. Please wait a minute, then go on where you were.
notice-wordless-image = Thank you, but we can’t take pictures here. Please reply in text.
notice-wordless-video = Thank you, but we can’t take videos here. Please reply in text.
notice-wordless-audio = Thank you, but we can’t listen to voice messages. Please reply in text.
notice-wordless-document = Thank you, but we can’t take documents here: bring them to your appointment. Please reply in text.
notice-wordless-sticker = Thank you! To go on, please reply in text.
notice-wordless-location = Thank you, but we don’t need your location. Please reply in text.
notice-wordless-contacts = Thank you, but we can’t take contacts here. Please reply in text.
notice-wordless-order = Thank you, but we can’t take orders here. Please reply in text.
notice-wordless-reaction = Thank you! If you need anything, just type it.
notice-wordless-unsupported = We couldn’t read that kind of message. Please reply in text.

## After confirming

booked = All set! Your appointment is confirmed.

    Folio: { $folio }

    {"*"}{ $full }*
    { $procedure }
    { $office_full }
    {"*"}{ $date }* ({ $date_short })
    {"*"}{ $time }*, { $office } time

    Your confirmation is coming next as a PDF: print it and bring it with you. Arrive at least 15 minutes early.
    Whenever you want to see your appointment again, type *Hello*.
booked-mailed = We are also sending it by email to { $email }.
caption = Confirmation of your appointment { $folio }
filename = appointment-{ $folio }.pdf
somebody-tried = Someone tried to book another appointment for { $procedure } with the details of your appointment { $folio }. Nothing was changed. If it wasn’t you, you don’t need to do anything.

## Single words

word-appointment = {"*"}{ $name }*
    { $procedure }, in { $office }
    { $date }, { $time }
    Folio: { $folio }
word-help = { $name }: { $contact }
word-verify = (to be confirmed)
word-no-contact = write to the office or visit its website
word-consulate-general = Consulate General of Mexico in { $city }
word-consulate = Consulate of Mexico in { $city }
word-consular-section = Consular Section, Embassy of Mexico in { $city }
word-mobile = Mobile Consulate of Mexico in { $city }
word-pop-up = Pop-up Consulate of Mexico in { $city }
word-place-mobile = { $city } (mobile consulate)
word-place-pop-up = { $city } (pop-up)
word-stay = { $last ->
        [none] Only on { $first }
       *[other] From { $first } to { $last }
    }

## What a person may type (separated by commas; capitals and accents make no difference)

hear-back = back, go back, back please, previous, previous question, last question, return, undo, step back, i want to go back
hear-menu = menu, main menu, show menu, see menu, options, show options
hear-help = help, help me, help please, please help, i need help, can you help me, assistance, support, how does this work, i don't understand
hear-abandon = cancel, cancel it, cancel this, cancel everything, cancel appointment, cancel the appointment, cancel my appointment, i want to cancel, quit, exit, stop, never mind, forget it
hear-change = change, edit, modify, fix, update, correct my, correct the, i want to change, i need to change, i would like to change, i'd like to change, i want to correct, i need to correct
hear-continue = continue, go on, keep going, carry on, resume, proceed, let's continue, let's go on
hear-start-over = start over, start again, begin again, restart, from the beginning, start from the beginning, start from scratch
hear-greet = hi, hello, hey, hiya, howdy, hi there, hello there, hey there, hi again, hello again, good morning, good afternoon, good evening, good day, greetings
hear-language = english, in english, anglais, inglés, english please, in english please, speak english, i speak english, do you speak english
hear-part-given_names = name, names, first name, given name, given names, middle name, first names
hear-part-paternal_surname = last name, last names, surname, paternal last name, paternal surname, first last name, family name, paternal
hear-part-maternal_surname = maternal last name, maternal surname, second last name, second surname, maternal
hear-part-birth_country = place of birth, country of birth, birth country, birthplace, birth place, birth
hear-part-birth_state = state, province, state of birth, birth state, province of birth
hear-part-birth_county = county, district, municipality, borough, county of birth, birth county, city of birth
hear-part-birth_date = date of birth, birth date, birthdate, birthday, dob
hear-part-email = email, e-mail, mail, email address, e-mail address
hear-part-postal_code = postal code, zip, zip code, zipcode
hear-part-country = country, country of the appointment, country of appointment, appointment country
hear-part-office = office, consulate, location, place of the appointment, place of appointment, appointment location
hear-part-procedure = service, procedure, type of service, type of appointment, appointment type, visa, visa type, type of visa
hear-part-date = date, day, appointment date, date of the appointment, date of appointment, appointment day
hear-part-time = time, hour, schedule, appointment time, time of the appointment, time of appointment
hear-part-language = language, languages, the language, change the language
hear-fillers = my, the, your, i, to, please
hear-yes = yes, y, yep, yeah, yup, yes please, sure, correct, right, that's right, that's correct, it's correct, it is correct, it's right, true, exactly, ok, okay, confirm, absolutely, of course
hear-no = no, n, nope, nah, no thanks, incorrect, not correct, it's not correct, wrong, that's wrong, it's wrong, not right, that's not right, false, negative
hear-none = none, n/a, not applicable, i have none, i don't have one, don't have one, i don't have a second last name, no second last name, no maternal last name, i don't have a maternal last name, there isn't one
hear-perhaps-none = no, nope, na, nothing, o
hear-more = more, see more, show more, next, next page, more dates, more days, more times, more options, other dates, other days, other times, later
hear-all = all, see all, show all, all offices, all the offices, show all offices, all of them, every office
hear-whole-list = list, whole list, full list, the list, the whole list, the full list, complete list, see list, see the list, show list, all countries
hear-not-listed = not listed, it's not listed, not on the list, it's not on the list, not there, it isn't there, other, another, none of these
hear-other-country = other, other country, another, another country, not listed, not on the list, it's not on the list
hear-change-part = no, not yet, something is wrong
hear-book = confirm, i confirm, confirm it, confirm appointment, yes, book, book it, book the appointment, reserve, ok, okay, correct, looks good
hear-go-on = yes, yes go on, go on, continue, sure, ok, okay, let's go on, let's continue
hear-US = united states, the united states, united states of america, USA, the USA, US, the US, U.S., U.S.A., america, the states
hear-CA = canada, ca, can
hear-months = january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sep sept, october oct, november nov, december dec
hear-numbers = one, two, three, four, five, six, seven, eight, nine, ten
hear-signs = i, want, need, would, like, appointment, appointments, my, the, to, book, passport, please, thanks, thank, you, your, for, with, and, is, are, how, what, help, am, have, good, morning, schedule
