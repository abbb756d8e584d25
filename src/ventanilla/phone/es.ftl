# Las palabras de las páginas del teléfono de prueba.

title = Teléfono de prueba
title-with = { $name } · Teléfono de prueba
intro = Aquí se prueba el servicio como si fuera WhatsApp. Nada sale de este equipo: ni los mensajes ni los archivos llegan a internet.
hint = Escriba «Hola» para empezar.
people = Teléfonos
people-hint = Cada teléfono es una persona distinta. Pueden usarse varios a la vez.
new-person = Otro teléfono
new-hidden-person = Otro teléfono, con el número oculto
no-number = número oculto
unread = { $count ->
    [one] 1 mensaje sin leer
   *[other] { $count } mensajes sin leer
}
no-messages = Aún no hay mensajes
languages = Idioma de estas páginas
skip = Ir al mensaje

back = Todos los teléfonos
verified = Cuenta verificada
typing = escribiendo…
menu = Más opciones
transcript = Guardar la conversación
mailbox = Correo
mailbox-open = Ver los correos que el servicio envía
wire = Lo que va por el cable
wire-hint = Cada petición HTTP entre el teléfono y el servicio, en orden. En un despliegue real, la mitad del teléfono es Meta.
wire-empty = Todavía no ha pasado nada.
wire-webhook = Webhook que recibe el servicio
wire-call = Llamada del servicio a Graph
wire-answer = Respuesta
wire-unanswered = sin respuesta
close = Cerrar

log = Conversación
today = Hoy
yesterday = Ayer
you = Usted
waiting = Enviando
delivered = Entregado
read = Leído
in-answer = En respuesta a
choose = Elija una opción
send = Enviar
message = Mensaje
attach = Adjuntar
image = Foto
audio = Nota de voz
location = Ubicación
sticker = Sticker
open-file = Abrir { $name } en otra pestaña
size = { $kilobytes } kB
reload = Ver si hay respuesta
reload-hint = Sin JavaScript, los mensajes nuevos aparecen al volver a cargar.
offline = Sin conexión con el servicio. El mensaje no se ha perdido: envíelo de nuevo cuando vuelva.
