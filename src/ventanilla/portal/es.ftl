# Las páginas públicas: quiénes somos, el aviso de privacidad, qué traer, y comprobar una cita.

## En todas las páginas

skip = Ir al contenido
languages = Idioma de la página
home = Inicio
privacy = Aviso de privacidad
free = Las citas son gratuitas: nadie puede cobrárselas.
# $operator: la institución a cargo de la red.
responsible = A cargo de: { $operator }
unverified = por confirmar
demo = Demostración: aquí no se dan citas reales y este no es un sitio oficial.
book = Sacar cita por WhatsApp
book-demo = Abrir el teléfono de prueba
# Lo primero que se escribe en el chat.
hello = Hola

## Inicio

landing-title = Su cita en el consulado, por WhatsApp
landing-lead = Escriba «Hola» y saque su cita en una sola conversación, en español, inglés o francés. Es gratuita.
# $network: el nombre de la red. $offices: cuántas oficinas tiene.
landing-network = { $network }: { $offices ->
    [one] { $offices } oficina
   *[other] { $offices } oficinas
} para elegir la que le quede más cerca.
steps = Cómo se saca
step-write = Escriba «Hola».
step-write-text = Basta su WhatsApp: no hay que crear una cuenta ni descargar nada más.
step-answer = Conteste unas preguntas.
step-answer-text = Dónde, para qué trámite y a nombre de quién. Elija el día y la hora entre los lugares que de verdad están libres.
step-receive = Reciba su confirmación.
step-receive-text = Un folio y un PDF con todo lo que hay que traer. Imprímalo y llévelo a su cita.
know = Conviene saber
know-free = Nadie puede cobrarle una cita. Si se la venden, no la compre.
know-personal = Cada cita es para una sola persona y nadie más puede usarla.
know-never = Por el chat nunca le pediremos documentos, fotografías, contraseñas ni pagos.
know-privacy = Sus datos se guardan cifrados, y solo el tiempo necesario.
privacy-read = Leer el aviso de privacidad
help = Otras formas de atención

## Aviso de privacidad

# $since: una fecha, como «23 de noviembre de 2026».
privacy-version = Versión { $version }, vigente desde el { $since }

## Comprobar una cita. Lo lee quien cuida la entrada, en su teléfono y con prisa.

check = Comprobación de una cita
check-names = Para proteger a la persona, aquí no se muestra su nombre.
verdict-valid = Cita vigente
verdict-valid-text = La confirmación es auténtica. Compare estos datos con el papel y con la identificación de la persona.
verdict-changed = Papel anterior
verdict-changed-text = La confirmación es auténtica, pero la cita cambió después. Pida la confirmación más reciente. Si la persona no la trae, la oficina puede buscar la cita con el folio.
verdict-void = Cita cancelada
verdict-void-text = La confirmación es auténtica, pero esta cita se canceló o ya no está apartada. Si la persona no lo sabía, la oficina puede revisarlo con el folio.
verdict-unrecorded = Pregunte a la oficina
verdict-unrecorded-text = El sello es auténtico, pero no tenemos el registro de esta cita. Puede ser una falla nuestra, no un engaño: pida a la oficina que la busque con el folio.
verdict-forged = No reconocida
verdict-forged-text = Este código no es de una confirmación nuestra o no se leyó completo. Escanéelo otra vez. Si el resultado es el mismo, la oficina puede buscar la cita con el folio del papel.
fact-date = Fecha
fact-time = Hora
fact-office = Oficina
fact-initials = Iniciales
fact-folio = Folio
# Después de la hora. $city: la ciudad de la oficina.
local-time = hora de { $city }

## Qué traer

guide-bring = Qué traer
guide-family = Además, si lo solicita por unidad familiar
guide-day = El día de su cita
guide-fee = Costo
# $amount: dólares de los Estados Unidos.
fee-amount = { $amount } dólares (USD)
fee-free = Sin costo
fee-unknown = Pregunte a la oficina
# $year: el año de la tarifa publicada.
fee-year = Tarifa publicada para { $year }
guide-wait = Espera habitual
guide-office = La oficina
guide-no-address = Todavía no tenemos su dirección confirmada. Pregúntela a la oficina antes de salir.
guide-no-contact = Todavía no tenemos sus datos de contacto confirmados.
guide-book = ¿Aún no tiene cita?
guide-changes = Los requisitos pueden cambiar y cada caso es distinto. Si tiene dudas, confirme con la oficina.
guide-official = Información oficial
way-phone = Teléfono
way-email = Correo
way-website = Página

## Cuando algo no sale

missing = No encontramos esta página
missing-text = La dirección puede estar incompleta o haber cambiado.
# $of: un trámite.
missing-offices = Elija la oficina donde quiere hacer este trámite: { $of }.
# $of: una oficina.
missing-procedures = { $of } no tiene página para ese trámite. Estos son los que atiende; elija uno.
way-on = Cómo seguir
way-on-text = En el chat puede ver los trámites y las oficinas, y sacar su cita.
refused = No pudimos atender esa petición
refused-text = Vuelva al inicio e intente de nuevo.
broken = Algo falló de nuestro lado
broken-text = Espere un momento y vuelva a cargar la página.
reload = Volver a cargar
broken-next = Si usted ya tiene un folio, su cita no cambia por esta falla.
