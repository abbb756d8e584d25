### Lo que Ventanilla dice por escrito a quien saca una cita. Se trata de usted.
### Las palabras de un catálogo (oficinas, trámites, avisos) están en los archivos de la red.

## Preguntas

ask-purpose = { $count ->
        [one] Usted ya tiene una cita:
       *[other] Usted ya tiene estas citas:
    }
    { $appointments }

    ¿Qué desea hacer?
ask-country = ¿En qué país quiere su cita?
ask-postal_code = { $country_code ->
        [CA] Escriba su código postal de Canadá. Ejemplo: M5V 2T6
       *[other] Escriba su código postal (ZIP) de Estados Unidos. Ejemplo: 78701
    }
ask-postal_code_ok = { $found ->
        [exact] El código { $code } es de { $label }.
        [approximate] El código { $code } es de la zona de { $label }.
        [prefix] No tenemos el código { $code }, pero por su inicio debe de estar cerca de { $label }.
       *[nowhere] No sabemos dónde queda el código { $code }. Si es el suyo, le mostraremos todas las oficinas.
    }
    ¿Es correcto?
ask-office = Estas son las oficinas más cercanas a { $label }. ¿En cuál quiere su cita?
    También puede escribir el nombre de otra ciudad u otro código postal.
ask-office-all = Estas son todas las oficinas. ¿En cuál quiere su cita?
ask-office_ok = Eligió esta oficina:
    { $office_full }

    Antes de seguir:
    • No envíe documentos ni imágenes por este chat.
    • Escriba los nombres completos, sin abreviar, como en el acta de nacimiento.
    • Los acentos y la ñ son bienvenidos.

    ¿Es correcta la oficina?
ask-given_names = Escriba su nombre o nombres como en el acta de nacimiento, sin apellidos. Ejemplo: María José
    Si la cita es para otra persona, de aquí en adelante responda con los datos de ella.
ask-paternal_surname = Escriba el primer apellido (paterno), completo. Ejemplo: Núñez
ask-maternal_surname = Escriba el segundo apellido (materno). Si no tiene, escriba 0.
ask-names_ok = Así aparecerá el nombre en la cita:

    {"*"}{ $full }*
    Nombre: { $given }
    Apellido paterno: { $paternal }
    Apellido materno: { $maternal ->
        [none] (no tiene)
       *[other] { $maternal }
    }

    ¿Es correcto?
ask-birth_country = ¿En qué país nació?
    Escriba el nombre del país o su número.
ask-birth_country-whole = Escriba el número:
ask-birth_country-typed = Escriba el nombre del país donde nació, como aparece en su acta de nacimiento.
ask-birth_state = ¿En qué estado o provincia de { $country } nació?
ask-birth_state-letters = ¿En qué estado o provincia de { $country } nació? Escriba su nombre o las primeras letras.
ask-birth_state-typed = Escriba el nombre del estado o la provincia donde nació.
ask-birth_county = { $country_code ->
        [MX] ¿En qué municipio o alcaldía de { $state } nació?
       *[other] ¿En qué condado o distrito de { $state } nació?
    }
ask-birth_county-letters = { $country_code ->
        [MX] ¿En qué municipio de { $state } nació? Escriba su nombre o las primeras letras.
       *[other] ¿En qué condado o distrito de { $state } nació? Escriba su nombre o las primeras letras.
    }
ask-birth_county-typed = Escriba el nombre de la ciudad, el municipio o el distrito donde nació.
ask-birth_place_ok = Lugar de nacimiento:

    {"*"}{ $birth_place }*

    ¿Es correcto?
ask-birth_date = Escriba la fecha de nacimiento así: año-mes-día. Ejemplo: 1988-12-01, que es el 1 de diciembre de 1988
ask-birth_date_ok = Fecha de nacimiento: *{ $birth }*

    ¿Es correcta?
ask-email = Escriba un correo electrónico, para que la oficina pueda comunicarse con usted. Ejemplo: maria@ejemplo.mx
ask-email_ok = Correo electrónico: *{ $email }*

    ¿Es correcto?
ask-procedure = { $node ->
        [none] ¿Qué trámite necesita en { $office }?
       *[other] { $node }: ¿cuál necesita?
    }
ask-date = { $procedure }, en { $office }. ¿Qué día prefiere?
    Elija un número o escriba una fecha.
ask-time = ¿A qué hora quiere su cita el { $date }? (hora de { $office })
ask-review = Revise su cita, por favor:

    {"*"}{ $full }*
    Nacimiento: { $birth }, { $birth_place }
    Correo: { $email }

    { $procedure }
    { $office_full }
    {"*"}{ $date }* ({ $date_short })
    {"*"}{ $time }*, hora de { $office }

    Le apartamos este lugar durante { $minutes } minutos.

## Dudas y preguntas aparte

ask-name-or-command = Escribió «{ $text }». ¿Es el nombre, o quiere otra cosa?
ask-which-date = «{ $text }» puede ser dos fechas. ¿Cuál es la suya?
ask-email-slip = Escribió { $typed }. ¿Quiso decir { $meant }?
ask-which-of-these = { $count ->
        [one] «{ $text }» no está así en la lista. ¿Quiso decir esto? Si no, escríbalo de otra forma.
       *[other] Para «{ $text }» encontramos varias opciones. ¿Cuál es?
    }{ $more ->
        [0] { "" }
       *[other] { " " }Hay más: si no la ve, escriba más letras.
    }
ask-other-country-code = { $country_code ->
        [CA] { $code } es un código postal de Canadá. ¿Quiere su cita en Canadá?
       *[other] { $code } es un código postal de Estados Unidos. ¿Quiere su cita en Estados Unidos?
    }
ask-other-days = El { $date } no hay lugares. Estos son los días más próximos:
ask-which-part = ¿Qué desea corregir?
ask-menu = ¿Qué desea hacer?
ask-languages = ¿En qué idioma quiere seguir?
ask-abandon = ¿Quiere dejar esta solicitud? Se borrará lo que escribió y se soltará el lugar apartado. Si ya tenía una cita, esa no cambia.
ask-resume = Su solicitud sigue aquí, como la dejó. ¿Seguimos?
ask-no-places = Por ahora no hay lugares para { $procedure } en { $office }. Estas son sus opciones:
ask-already-yours = Esta persona ya tiene una cita de este tipo y no puede tener dos:

    { $appointment }

    ¿Qué desea hacer? Para dejarlo así, escriba *cancelar*.
ask-already-elsewhere = No podemos dar otra cita para este trámite con estos datos. Revise los datos, elija otro trámite o comuníquese con la oficina de { $office }:
    { $contact }

## Opciones

option-yes = Sí
option-no = No
option-US = Estados Unidos
option-CA = Canadá
option-office = { $office_place }{ $distance ->
        [none] { "" }
       *[other] { " " }— { $distance }
    }
option-office-first = { $office_place }{ $distance ->
        [none] { "" }
       *[other] , { $distance }
    }: desde el { $first }
option-all = Ver todas las oficinas
    .short = Todas
option-none = No tengo segundo apellido
    .short = No tengo
option-country = { $country }
option-whole-list = Ver la lista completa de países
    .short = Lista completa
option-other-country = Otro país, o no aparece
    .short = Otro país
option-district = { $district }
option-not-listed = No aparece en la lista
    .short = No aparece
option-birthday = { $birth }
    .short = { $birth_brief }
option-corrected = Sí, { $email }
    .short = Sí, corregir
option-as-typed = No, es { $email }
    .short = No, así es
option-it-is-my-answer = Sí, es el nombre
    .short = Es el nombre
option-it-is-a-command = { $command ->
        [back] No: quiero volver atrás
        [menu] No: quiero ver el menú
        [help] No: quiero ayuda
        [abandon] No: quiero cancelar
        [change] No: quiero cambiar algo
        [start-over] No: quiero empezar de nuevo
        [continue] No: quiero seguir
        [language] No: quiero cambiar de idioma
        [languages] No: quiero cambiar de idioma
        [greet] No: solo saludaba
       *[other] No
    }
    .short = No
option-procedure = { $title }{ $first ->
        [full] { " " }(sin lugares por ahora)
       *[other] { "" }
    }
option-procedure-who = { $title }: { $who }{ $first ->
        [full] { " " }(Sin lugares por ahora.)
       *[other] { "" }
    }
note-first = { $first ->
        [full] Sin lugares por ahora
       *[other] Desde el { $first }
    }
option-day = { $date_day } ({ $date_short })
    .short = { $date_brief }
option-time = { $time }
option-more = Ver más
option-first-page = Volver al principio
    .short = Al principio
option-other-postal-code = Usar otro código postal
    .short = Otro código
option-other-procedure = Elegir otro trámite
    .short = Otro trámite
option-office-contact = Cómo comunicarme con la oficina
    .short = Contacto
option-other-person = Es para otra persona
    .short = Otra persona
option-start-over = Empezar de nuevo
option-go-on = Sí, sigamos
option-book = Confirmar la cita
    .short = Confirmar
option-change-part = Cambiar algo
    .short = Cambiar
option-language-es = Español
option-language-en = English
option-language-fr = Français
option-resend = Recibir otra vez el PDF de { $folio }
    .short = { $folio }
option-book-another = Sacar otra cita
    .short = Otra cita
option-menu-continue = Seguir donde iba
    .short = Seguir
option-menu-change = Cambiar una respuesta
    .short = Cambiar algo
option-menu-start-over = Empezar de nuevo
option-menu-languages = Cambiar de idioma
    .short = Idioma
option-menu-help = Ayuda
option-part-given_names = Nombre
option-part-paternal_surname = Apellido paterno
    .short = Paterno
option-part-maternal_surname = Apellido materno
    .short = Materno
option-part-birth_country = País y lugar de nacimiento
    .short = País
option-part-birth_state = Estado o provincia
    .short = Estado/provincia
option-part-birth_county = Condado o municipio
    .short = Municipio
option-part-birth_date = Fecha de nacimiento
    .short = Nacimiento
option-part-email = Correo electrónico
    .short = Correo
option-part-office = Oficina
option-part-procedure = Trámite
option-part-date = Día
option-part-time = Hora
opener = Elegir

## Avisos antes de la pregunta

notice-welcome = ¡Hola! Soy el asistente automático de citas de *{ $network }*. Sacar su cita es gratis y toma unos minutos.
    Aviso de privacidad: { $privacy }
    For English, write *English*. Pour le français, écrivez *français*.
notice-welcome-back = ¡Hola de nuevo!
notice-erased = Como pasaron más de 24 horas, borramos lo que usted había escrito, para cuidar sus datos. Empecemos de nuevo.
    Aviso de privacidad: { $privacy }
notice-started-over = De acuerdo, empecemos de nuevo.
notice-abandoned = Listo: dejamos esa solicitud y borramos lo que escribió. Cuando quiera otra cita, aquí empieza.
notice-language = Seguimos en español.
notice-here-we-were = ¡Hola! Íbamos aquí:
notice-away-begin = Estuvimos un rato fuera de servicio y no hicimos nada con lo que escribió entonces. Disculpe la molestia. Escriba «Hola» para empezar.
notice-help = Responda con el número de una opción o con sus palabras. En cualquier momento puede escribir:
    • *atrás*: volver a la pregunta anterior
    • *cambiar* y qué: por ejemplo, «cambiar correo»
    • *menú*: ver qué puede hacer
    • *cancelar*: dejar esta solicitud
    • *English* o *français*: cambiar de idioma

    Si necesita hablar con una persona:
    { $help }
notice-office-contact = { $office_full }:
    { $contact }
notice-not-on-the-list = { $last ->
        [0] Esa no es una de las opciones.
       *[other] Esa no es una de las opciones. Responda con un número del 1 al { $last } o con el nombre de la opción.
    }
notice-not-here = Eso no se puede en esta pregunta.
notice-no-more = No hay más opciones que mostrar.
notice-no-list = En esta pregunta no hay lista que mostrar.
notice-nothing-to-change = Eso todavía no lo ha respondido.
notice-nothing-to-abandon = No hay ninguna solicitud en curso. Si quiere cancelar una cita ya confirmada, avise a la oficina.
notice-first-question = Esta es la primera pregunta.
notice-old-list = Esa opción era de una pregunta anterior y no la aplicamos. La pregunta de ahora es:
notice-yes-or-no = Responda 1 si es correcto o 2 si no.
notice-country = No reconocimos ese país. Responda 1 para Estados Unidos o 2 para Canadá.
notice-postal-code = { $country_code ->
        [CA] Ese no parece un código postal de Canadá: lleva letras y números alternados, como M5V 2T6.
       *[other] Ese no parece un código postal de Estados Unidos: lleva cinco números, como 78701.
    }
notice-office-unknown = No encontramos esa oficina. Responda con un número de la lista, el nombre de una ciudad (por ejemplo, Houston) u otro código postal.
notice-name-empty = No recibimos ningún nombre. Escríbalo con letras, por ejemplo: María José
notice-name-character = El signo «{ $character }» no puede ir en un nombre. Sí puede usar letras con o sin acento, espacio, guion, apóstrofo y punto. Ejemplo: María José
notice-name-digit = Un nombre no puede llevar números («{ $character }»). Escríbalo con letras. Ejemplo: María José
notice-name-long = Es demasiado largo: caben { $longest } letras. Escriba solo lo que está en el acta de nacimiento.
notice-name-form = Eso no parece un nombre. Escríbalo como aparece en el acta de nacimiento. Ejemplo: María José
notice-place-form = Eso no parece el nombre de un lugar. Ejemplo: San Cristóbal
notice-country-number = No hay un país con ese número: van del 1 al { $last }. Ejemplo: 151, México
notice-country-unknown = No reconocimos «{ $text }» como país. Escriba su nombre (México) o su número.
notice-place-unknown = No encontramos «{ $text }» en la lista. Escriba las primeras letras (por ejemplo, «gua») o 0 si no aparece.
notice-date-form = No reconocimos la fecha. Escríbala así: 1988-12-01, o «1 de diciembre de 1988».
notice-date-year = Escriba el año completo, con cuatro cifras. Ejemplo: 1988-12-01
notice-date-impossible = Ese día no existe en el calendario. Revise el día y el mes. Ejemplo: 1988-12-01
notice-date-future = Esa fecha está en el futuro. Escriba la fecha de nacimiento, por ejemplo 1988-12-01.
notice-date-old = Esa fecha es de hace más de { $oldest } años. Revise el año. Ejemplo: 1988-12-01
notice-date-past = Esa fecha ya pasó. Elija un día de la lista o escriba otra fecha, por ejemplo 15 de diciembre.
notice-day-full = El { $date } acaba de llenarse. Elija otro día, por favor; lo demás se conserva.
notice-day-form = No reconocimos el día. Elija un número de la lista o escriba una fecha, por ejemplo: 15 de diciembre
notice-time-form = No reconocimos la hora. Elija un número de la lista o escriba, por ejemplo, 9:30.
notice-time-taken = A esa hora ({ $time }) no hay lugar. Elija una de la lista.
notice-email-at = A ese correo le falta la arroba (@). Ejemplo: maria@ejemplo.mx
notice-email-form = Ese correo no está completo o tiene un signo de más. Ejemplo: maria@ejemplo.mx
notice-email-several = Escriba un solo correo, por favor. Ejemplo: maria@ejemplo.mx
notice-taken = Alguien tomó ese lugar hace un momento. Elija otra hora, por favor; todo lo demás se conserva.
notice-gone = Ese horario ya no está disponible. Elija otro, por favor; todo lo demás se conserva.
notice-quota = Para este trámite ya se dieron todas las citas de ese día. Elija otro día, por favor; todo lo demás se conserva.
notice-limit = Desde este chat ya se sacaron { $limit } citas este mes, que es el máximo. Si necesita otra, comuníquese con la oficina:
    { $contact }
notice-already-yours = Esta persona ya tiene una cita para este trámite.
notice-already-elsewhere = No podemos dar otra cita para este trámite con estos datos.
notice-trouble = Tuvimos una falla y no pudimos atender su mensaje. Envíelo otra vez, por favor; sus respuestas siguen guardadas.
notice-away = Estuvimos fuera de servicio un rato y lo que escribió mientras tanto no se tomó en cuenta. Sigamos aquí:
notice-flood = Nos llegaron muchos mensajes suyos seguidos y los últimos no se tomaron en cuenta. Espere un minuto, por favor, y siga donde estaba.
notice-wordless-image = Gracias, pero aquí no recibimos imágenes. Responda con texto, por favor.
notice-wordless-video = Gracias, pero aquí no recibimos videos. Responda con texto, por favor.
notice-wordless-audio = Gracias, pero no podemos escuchar notas de voz. Responda con texto, por favor.
notice-wordless-document = Gracias, pero aquí no recibimos documentos: llévelos el día de la cita. Responda con texto, por favor.
notice-wordless-sticker = ¡Gracias! Para seguir, responda con texto, por favor.
notice-wordless-location = Gracias, pero no necesitamos su ubicación. Responda con texto, por favor.
notice-wordless-contacts = Gracias, pero aquí no recibimos contactos. Responda con texto, por favor.
notice-wordless-order = Gracias, pero aquí no recibimos pedidos. Responda con texto, por favor.
notice-wordless-reaction = ¡Gracias! Si necesita algo, escríbalo con palabras.
notice-wordless-unsupported = No pudimos leer ese tipo de mensaje. Responda con texto, por favor.

## Después de confirmar

booked = ¡Listo! Su cita está confirmada.

    Folio: { $folio }

    {"*"}{ $full }*
    { $procedure }
    { $office_full }
    {"*"}{ $date }* ({ $date_short })
    {"*"}{ $time }*, hora de { $office }

    Enseguida recibirá el comprobante en PDF: imprímalo y llévelo a la cita. Llegue al menos 15 minutos antes.
    Cuando quiera ver su cita otra vez, escriba *Hola*.
booked-mailed = También se la enviamos por correo electrónico a { $email }.
caption = Comprobante de su cita { $folio }
filename = cita-{ $folio }.pdf
somebody-tried = Alguien intentó sacar otra cita para { $procedure } con los datos de su cita { $folio }. No se hizo ningún cambio. Si no fue usted, no tiene que hacer nada.

## Palabras sueltas

word-appointment = {"*"}{ $name }*
    { $procedure }, en { $office }
    { $date }, { $time }
    Folio: { $folio }
word-help = { $name }: { $contact }
word-verify = (por confirmar)
word-no-contact = escriba a la oficina o visite su página
word-consulate-general = Consulado General de México en { $city }
word-consulate = Consulado de México en { $city }
word-consular-section = Sección Consular de la Embajada de México en { $city }
word-mobile = Consulado Móvil de México en { $city }
word-pop-up = Jornada Consular de México en { $city }
word-place-mobile = { $city } (consulado móvil)
word-place-pop-up = { $city } (jornada)
word-stay = { $last ->
        [none] Solo el { $first }
       *[other] Del { $first } al { $last }
    }

## Lo que una persona puede escribir (separado por comas; sin importar mayúsculas ni acentos)

hear-back = atrás, volver, vuelve, regresar, regresa, anterior, la anterior, pregunta anterior, para atrás, ir atrás, hacia atrás, quiero regresar, quiero volver
hear-menu = menú, menú principal, ver menú, ver el menú, opciones, inicio
hear-help = ayuda, ayúdeme, ayúdame, ayuda por favor, necesito ayuda, quiero ayuda, auxilio, cómo funciona, no entiendo
hear-abandon = cancelar, cancela, cancelar todo, cancelar cita, cancelar la cita, cancelar mi cita, quiero cancelar, salir, terminar, anular, ya no quiero, déjelo así, olvídelo
hear-change = cambiar, cambia, corregir, corrige, modificar, modifica, editar, quiero cambiar, quiero corregir, quiero modificar, necesito cambiar, necesito corregir
hear-continue = continuar, continúa, continúe, seguir, sigue, sigamos, siga, adelante
hear-start-over = empezar de nuevo, empezar otra vez, volver a empezar, comenzar de nuevo, reiniciar, desde el principio, desde cero
hear-greet = hola, holi, buenos días, buen día, buenas tardes, buenas noches, buenas, muy buenas, qué tal, hola qué tal, hola buenos días, hola buen día, hola buenas tardes, hola buenas noches, hola buenas, saludos
hear-language = español, spanish, espagnol, castellano, en español, en castellano, hablo español, español por favor
hear-part-given_names = nombre, nombres, mi nombre, el nombre, primer nombre
hear-part-paternal_surname = apellido, apellidos, apellido paterno, primer apellido, paterno
hear-part-maternal_surname = apellido materno, segundo apellido, materno
hear-part-birth_country = lugar de nacimiento, lugar nacimiento, país de nacimiento, país nacimiento, nacimiento, lugar
hear-part-birth_state = estado, provincia, estado de nacimiento, estado nacimiento
hear-part-birth_county = condado, municipio, distrito, alcaldía, ciudad de nacimiento, ciudad nacimiento
hear-part-birth_date = fecha de nacimiento, fecha nacimiento, cumpleaños, día de nacimiento, día nacimiento
hear-part-email = correo, correo electrónico, email, e-mail, mail, dirección de correo, dirección correo
hear-part-postal_code = código postal, código, zip, zip code, cp
hear-part-country = país, país de la cita, país cita
hear-part-office = oficina, consulado, sede, lugar de la cita, lugar cita
hear-part-procedure = trámite, tipo de trámite, tipo trámite, tipo de cita, tipo cita, visa
hear-part-date = fecha, día, fecha de la cita, fecha cita, día de la cita, día cita
hear-part-time = hora, horario, hora de la cita, hora cita
hear-part-language = idioma, idiomas, de idioma, el idioma, lengua, lenguaje
hear-fillers = mi, mis, el, la, los, las, a, al, de, del, quiero, por, favor
hear-yes = sí, sip, simón, claro, claro que sí, correcto, correcta, así es, de acuerdo, ok, okey, okay, vale, exacto, confirmo, está bien, bien, afirmativo, es correcto, es correcta, sí es correcto, sí es correcta, sí por favor
hear-no = no, nop, nel, incorrecto, incorrecta, no es correcto, no es correcta, está mal, mal, no es, negativo, no gracias
hear-none = no tengo, ninguno, ninguna, sin apellido, no aplica, n/a, sin segundo apellido, sin apellido materno, no tengo segundo apellido, no tengo apellido materno, solo tengo un apellido
hear-perhaps-none = no, nop, na, nada, ni uno, o
hear-more = más, ver más, más fechas, más días, más horas, más horarios, siguiente, siguientes, otras, otros, otras fechas, otros días, otras horas
hear-all = todas, todos, ver todas, todas las oficinas, ver todas las oficinas, ver todo
hear-whole-list = lista, lista completa, ver lista, ver la lista, la lista, toda la lista, todos los países
hear-not-listed = no aparece, no está, otro, otra, no está en la lista, no aparece en la lista, ninguno de estos
hear-other-country = otro, otro país, no aparece, no está, no está en la lista, no aparece en la lista
hear-change-part = no, no está bien, quiero cambiar algo
hear-book = confirmar, confirmo, confirmar cita, sí, reservar, agendar, de acuerdo, ok, okey, correcto, está bien, todo bien
hear-go-on = sí, seguir, sigamos, continuar, claro, ok, okey
hear-US = estados unidos, los estados unidos, EE. UU., EEUU, E.U.U., E.U., EU, EUA, E.U.A., USA, US, U.S.A., U.S., estados unidos de américa, estados unidos americanos
hear-CA = canadá, ca, can
hear-months = enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago, septiembre setiembre sep sept set, octubre oct, noviembre nov, diciembre dic
hear-numbers = uno una, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez
hear-signs = quiero, quisiera, necesito, cita, citas, para, pasaporte, por, gracias, buenos, buenas, una, sacar, agendar, hacer, cómo, ayuda, tengo, estoy, puedo, mi
