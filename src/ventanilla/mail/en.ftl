# The words of the test mailbox.

title = Test mail
intro = Whatever the service sends by email arrives here, no matter the address. Nothing leaves this computer.
beside = Test phones
all = All messages
languages = Language of these pages
empty = No messages yet. Book an appointment on one of the phones and come back here.
reload = Check for new messages
# $count: how many are kept.
kept = The last { $count } are kept until the demo ends.

from = From
to = To
date = Date
attachments = Attachments
# $kilobytes: size of the file.
size = { $kilobytes } kB
message = Message
text = Text version
text-hint = What people see who read their email without formatting.
