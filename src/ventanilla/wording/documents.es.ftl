# La hoja de confirmación: lo que se imprime y se entrega en la ventanilla.

## Rótulos

doc-title = Confirmación de cita
doc-folio = Folio
doc-name = Nombre
doc-procedure = Trámite
doc-date = Fecha
doc-time = Hora
doc-place = Lugar
doc-bring = Qué traer
doc-more = Hay más requisitos: consulte la lista completa en la página del trámite.
doc-more-advice = Hay más consejos en la página del trámite.
doc-arrival = El día de su cita
doc-fee = Costo
doc-change = Cambiar o cancelar
doc-page = Requisitos completos:
doc-free = Esta cita es gratuita y personal: nadie puede cobrársela ni venir en su lugar.
doc-verify = Escanee para comprobar esta confirmación
doc-qr = Código QR que abre la página donde se comprueba esta confirmación

## Frases

# $city: la ciudad de la oficina. $zone: la abreviatura de su zona horaria.
doc-zone = hora de { $city } ({ $zone })

doc-family = Además, si lo solicita por unidad familiar:

# $amount: dólares de los Estados Unidos. $year: el año de la tarifa publicada.
doc-fee-amount = { $amount } dólares (USD), tarifa publicada de { $year }.
doc-fee-none = Sin costo, según la tarifa publicada de { $year }.
doc-fee-year = Tarifa publicada de { $year }.

doc-fee-check = El costo puede cambiar: confirme el monto y la forma de pago antes de venir.

# $contact: un teléfono, correo o página de la oficina, con la nota de que está por confirmar si lo está.
doc-change-contact = Avise a la oficina, con su folio a la mano: { $contact }. Así otra persona podrá usar el lugar.

doc-change-office = Avise a la oficina con su folio a la mano. Así otra persona podrá usar el lugar.

## Para el calendario propio

# $procedure: el nombre del trámite.
calendar-summary = Cita en el consulado: { $procedure }

# $folio: el folio. $page: la dirección de la página con los requisitos.
calendar-description =
    Folio: { $folio }
    Traiga la confirmación impresa. Todos los requisitos: { $page }

## El correo que lleva la confirmación

# $date: el día de la cita, en palabras.
mail-subject-confirmed = Su cita en el consulado: { $date }
mail-subject-moved = Su cita cambió: { $date }
mail-subject-cancelled = Se canceló su cita del { $date }
mail-title-confirmed = Cita confirmada
mail-title-moved = Su cita cambió
mail-title-cancelled = Cita cancelada

mail-intro-confirmed = Su cita está confirmada. Le enviamos la confirmación en PDF, para que la imprima y la traiga, y un archivo para su calendario.
mail-intro-moved = Su cita cambió y ahora es como dice aquí. La confirmación anterior ya no vale: imprima esta y tráigala. El archivo adjunto actualiza la cita en su calendario.
mail-intro-cancelled = Su cita se canceló y la confirmación ya no vale. El archivo adjunto quita la cita de su calendario. Para sacar otra, escríbanos por WhatsApp.
mail-why = Recibe este correo porque esta dirección se dio al agendar la cita por WhatsApp. Si no fue usted, no haga caso de él. Por favor no lo responda: nadie lee las respuestas.

# Entre un dato y su valor.
mail-colon = :

# $folio: el folio.
mail-calendar = cita-{ $folio }.ics
