# Lo que se dice sin que la persona haya escrito en las últimas 24 horas: plantillas que WhatsApp
# aprueba una por una. Ninguna dice el nombre: pueden leerse en la pantalla de un teléfono ajeno.

template-reminder =
    Le recordamos su cita: { $procedure }, el { $date } a las { $time }, en { $office }. Folio: { $folio }.

    ¿Va a venir?
    .coming = Sí, ahí estaré
    .move = Cambiarla
    .cancel = Cancelarla

template-offer =
    Hay un lugar para { $procedure }: el { $date } a las { $time }, en { $office }. Se lo guardamos hasta las { $until }; después será para otra persona.

    ¿Lo quiere?
    .take = Sí, lo quiero
    .decline = No, gracias

template-closure =
    Lo sentimos: el { $date } no podremos atenderle en { $office }. Para su cita de { $procedure } le guardamos otro lugar: el { $new_date } a las { $new_time }.

    ¿Le conviene?
    .accept = Sí, me conviene
    .other = Prefiero otra fecha

template-moved =
    Su cita cambió. Ahora es así: { $procedure }, el { $date } a las { $time }, en { $office }. Folio: { $folio }.

    La confirmación anterior ya no vale; escríbanos y le enviamos la nueva.

template-confirmation =
    Su cita quedó confirmada: { $procedure }, el { $date } a las { $time }, en { $office }. Folio: { $folio }.

    Escríbanos y le enviamos la confirmación en PDF y lo que debe traer.

template-cancelled =
    Se canceló su cita: { $procedure }, el { $date } a las { $time }, en { $office }. Folio: { $folio }.

    Si quiere otra, escríbanos y la buscamos con usted.
