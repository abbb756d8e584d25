# The public pages: what this is, the privacy notice, what to bring, and checking an appointment.

## On every page

skip = Skip to content
languages = Language of this page
home = Home
privacy = Privacy notice
free = Appointments are free: no one may charge you for one.
# $operator: the institution in charge of the network.
responsible = In charge: { $operator }
unverified = to be confirmed
demo = Demonstration: no real appointments are given here, and this is not an official site.
book = Book on WhatsApp
book-demo = Open the test phone
# The first thing written in the chat.
hello = Hello

## Home

landing-title = Your consular appointment, on WhatsApp
landing-lead = Write “Hello” and book in a single conversation, in Spanish, English or French. It is free.
# $network: the network's name. $offices: how many offices it has.
landing-network = { $network }: { $offices ->
    [one] { $offices } office
   *[other] { $offices } offices
}, so you can choose the one nearest you.
steps = How to book
step-write = Write “Hello”.
step-write-text = WhatsApp is enough: there is no account to create and nothing else to install.
step-answer = Answer a few questions.
step-answer-text = Where, for which service, and for whom. Choose the day and time among places that are really free.
step-receive = Receive your confirmation.
step-receive-text = A folio, and a PDF with everything you need to bring. Print it and bring it along.
know = Good to know
know-free = No one may charge you for an appointment. If someone offers to sell you one, do not buy it.
know-personal = Each appointment is for one person, and no one else can use it.
know-never = In the chat we will never ask you for documents, photographs, passwords or payments.
know-privacy = Your data is kept encrypted, and only for as long as needed.
privacy-read = Read the privacy notice
help = Other ways to reach us

## Privacy notice

# $since: a date, such as "November 23, 2026".
privacy-version = Version { $version }, in force since { $since }

## Checking an appointment. Read by whoever keeps the door, on a phone and in a hurry.

check = Appointment check
check-names = To protect the person, their name is not shown here.
verdict-valid = Valid
verdict-valid-text = The confirmation is genuine. Compare these details with the paper and with the person’s identification.
verdict-changed = Older paper
verdict-changed-text = The confirmation is genuine, but the appointment was changed afterwards. Ask for the latest confirmation. If the person does not have it, the office can find the appointment by its folio.
verdict-void = Cancelled
verdict-void-text = The confirmation is genuine, but this appointment was cancelled or is no longer held. If the person did not know, the office can look into it with the folio.
verdict-unrecorded = Ask the office
verdict-unrecorded-text = The seal is genuine, but we have no record of this appointment. This may be a fault of ours and not a fraud: ask the office to look for it by the folio.
verdict-forged = Not recognised
verdict-forged-text = This code is not from a confirmation of ours, or was not read completely. Scan it again. If the result is the same, the office can look for the appointment by the folio on the paper.
fact-date = Date
fact-time = Time
fact-office = Office
fact-initials = Initials
fact-folio = Folio
# After the time. $city: the city of the office.
local-time = { $city } time

## What to bring

guide-bring = What to bring
guide-family = Also, if you apply through family
guide-day = On the day
guide-fee = Fee
# $amount: US dollars.
fee-amount = { $amount } US dollars
fee-free = Free
fee-unknown = Ask the office
# $year: the year of the published fee.
fee-year = As published for { $year }
guide-wait = Usual wait
guide-office = The office
guide-no-address = We do not have its confirmed address yet. Ask the office before you set out.
guide-no-contact = We do not have its confirmed contact details yet.
guide-book = No appointment yet?
guide-changes = Requirements may change, and every case is different. If in doubt, check with the office.
guide-official = Official information
way-phone = Telephone
way-email = E-mail
way-website = Website

## When something goes wrong

missing = We cannot find this page
missing-text = The address may be incomplete, or may have changed.
# $of: a service.
missing-offices = Choose the office where you want this service: { $of }.
# $of: an office.
missing-procedures = { $of } has no page for that service. These are the ones it offers; choose one.
way-on = What you can do
way-on-text = In the chat you can see the services and the offices, and book your appointment.
refused = We could not handle that request
refused-text = Go back to the home page and try again.
broken = Something failed on our side
broken-text = Wait a moment and load the page again.
reload = Load again
broken-next = If you already have a folio, this fault does not change your appointment.
