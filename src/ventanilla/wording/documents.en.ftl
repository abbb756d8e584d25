# The confirmation sheet: what is printed and handed over at the counter.

## Labels

doc-title = Appointment confirmation
doc-folio = Folio
doc-name = Name
doc-procedure = Service
doc-date = Date
doc-time = Time
doc-place = Place
doc-bring = What to bring
doc-more = There are more requirements: see the full list on the page of this service.
doc-more-advice = There is more advice on the page of this service.
doc-arrival = On the day
doc-fee = Fee
doc-change = Change or cancel
doc-page = All requirements:
doc-free = This appointment is free and personal: no one may charge you for it or come in your place.
doc-verify = Scan to check this confirmation
doc-qr = QR code that opens the page where this confirmation can be checked

## Sentences

# $city: the city of the office. $zone: the short name of its time zone.
doc-zone = { $city } time ({ $zone })

doc-family = Also, if you apply through family:

# $amount: US dollars. $year: the year of the published fee.
doc-fee-amount = { $amount } US dollars, as published for { $year }.
doc-fee-none = Free, as published for { $year }.
doc-fee-year = As published for { $year }.

doc-fee-check = The fee may change: check the amount and how to pay before you come.

# $contact: a telephone, e-mail or website of the office, marked if it is yet to be confirmed.
doc-change-contact = Tell the office, with your folio at hand: { $contact }. Someone else can then use the place.

doc-change-office = Tell the office, with your folio at hand. Someone else can then use the place.

## For one's own calendar

# $procedure: the name of the service.
calendar-summary = Consulate appointment: { $procedure }

# $folio: the folio. $page: the address of the page with the requirements.
calendar-description =
    Folio: { $folio }
    Bring the confirmation, printed. All requirements: { $page }

## The e-mail that carries the confirmation

# $date: the day of the appointment, in words.
mail-subject-confirmed = Your consulate appointment: { $date }
mail-subject-moved = Your appointment has changed: { $date }
mail-subject-cancelled = Your appointment on { $date } was cancelled
mail-title-confirmed = Appointment confirmed
mail-title-moved = Your appointment has changed
mail-title-cancelled = Appointment cancelled

mail-intro-confirmed = Your appointment is confirmed. Attached are the confirmation as a PDF, to print and bring with you, and a file for your calendar.
mail-intro-moved = Your appointment has changed and is now as written here. The earlier confirmation is no longer valid: print this one and bring it. The calendar file changes the entry you already have.
mail-intro-cancelled = Your appointment was cancelled, and its confirmation is no longer valid. The attached file removes it from your calendar. To book another one, write to us on WhatsApp.
mail-why = You are receiving this email because this address was given when the appointment was booked on WhatsApp. If that was not you, please disregard it. Please do not reply: nobody reads the answers.

# Between a label and its value.
mail-colon = :

# $folio: the folio.
mail-calendar = appointment-{ $folio }.ics
