# What is said to people who have not written in the last 24 hours: templates that WhatsApp approves
# one by one. None says a name: they may be read on somebody else's screen.

template-reminder =
    A reminder of your appointment: { $procedure }, on { $date } at { $time }, in { $office }. Folio: { $folio }.

    Will you be there?
    .coming = Yes, I will
    .move = Change it
    .cancel = Cancel it

template-offer =
    A place has come free for { $procedure }: { $date } at { $time }, in { $office }. We are keeping it for you until { $until }; after that it goes to somebody else.

    Would you like it?
    .take = Yes, please
    .decline = No, thank you

template-closure =
    We are sorry: on { $date } we cannot see you in { $office }. We are keeping another place for your { $procedure }: at { $new_time } on { $new_date }.

    Does that suit you?
    .accept = Yes, it does
    .other = I need another day

template-moved =
    Your appointment has changed. It is now: { $procedure }, on { $date } at { $time }, in { $office }. Folio: { $folio }.

    The earlier confirmation is no longer valid; write to us and we will send you the new one.

template-confirmation =
    Your appointment is confirmed: { $procedure }, on { $date } at { $time }, in { $office }. Folio: { $folio }.

    Write to us and we will send you the confirmation as a PDF and what to bring.

template-cancelled =
    Your appointment was cancelled: { $procedure }, on { $date } at { $time }, in { $office }. Folio: { $folio }.

    If you want another one, write to us and we will look for it with you.
