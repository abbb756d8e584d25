# Las palabras del buzón de prueba.

title = Correo de prueba
intro = Aquí llega lo que el servicio envía por correo, sea cual sea la dirección. Nada sale de esta computadora.
beside = Teléfonos de prueba
all = Todos los mensajes
languages = Idioma de estas páginas
empty = Todavía no hay mensajes. Agende una cita en uno de los teléfonos y vuelva aquí.
reload = Buscar mensajes nuevos
# $count: cuántos se guardan.
kept = Se guardan los últimos { $count }, hasta que termina la demostración.

from = De
to = Para
date = Fecha
attachments = Archivos adjuntos
# $kilobytes: tamaño del archivo.
size = { $kilobytes } kB
message = Mensaje
text = Versión de texto
text-hint = Así lo ve quien lee su correo sin formato.
