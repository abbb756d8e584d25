# The words of the test phone's pages.

title = Test phone
title-with = { $name } · Test phone
intro = Try the service here as if it were WhatsApp. Nothing leaves this computer: no message and no file goes to the internet.
hint = Write “Hi” to begin.
people = Phones
people-hint = Each phone is a different person. You can use several at once.
new-person = Another phone
new-hidden-person = Another phone, with its number hidden
no-number = number hidden
unread = { $count ->
    [one] 1 unread message
   *[other] { $count } unread messages
}
no-messages = No messages yet
languages = Language of these pages
skip = Skip to the message box

back = All phones
verified = Verified account
typing = typing…
menu = More options
transcript = Save the conversation
mailbox = Mail
mailbox-open = See the emails that the service sends
wire = What goes over the wire
wire-hint = Every HTTP request between the phone and the service, in order. In real use, the phone’s half of this is Meta.
wire-empty = Nothing yet.
wire-webhook = Webhook to the service
wire-call = Call from the service to Graph
wire-answer = Answer
wire-unanswered = no answer
close = Close

log = Conversation
today = Today
yesterday = Yesterday
you = You
waiting = Sending
delivered = Delivered
read = Read
in-answer = In answer to
choose = Choose an option
send = Send
message = Message
attach = Attach
image = Photo
audio = Voice note
location = Location
sticker = Sticker
open-file = Open { $name } in a new tab
size = { $kilobytes } kB
reload = Check for an answer
reload-hint = Without JavaScript, new messages appear when you reload.
offline = No connection to the service. Your message is not lost: send it again when the service is back.
