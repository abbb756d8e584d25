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

doc-bring-this = Esta confirmación, impresa

doc-arrive-early = Llegue 15 minutos antes, con esta hoja impresa y su identificación.

# $amount: dólares de los Estados Unidos. $year: el año de la tarifa publicada.
doc-fee-amount = { $amount } dólares, según la tarifa de { $year }. Confirme el monto y la forma de pago antes de venir.

doc-fee-unknown = El costo puede cambiar. Confirme el monto y la forma de pago antes de venir.

doc-fee-none = Este trámite no tiene costo.

# $contact: teléfono, correo o página de la oficina, ya comprobados.
doc-change-contact = Avise a la oficina: { $contact }. Tenga a la mano su folio. Así otra persona podrá usar el lugar.

doc-change-office = Avise a la oficina con su folio a la mano. Así otra persona podrá usar el lugar.
