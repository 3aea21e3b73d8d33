// What a resident reads when something went wrong, in Brazilian Portuguese.
import type { Face, FaceKey } from './index.ts';

const kept = 'Nada. O que você digitou continua aqui.';
const unfinished = 'O que não estava terminado não foi salvo.';
const noTry = 'Nada. Nenhuma tentativa do PIN foi gasta.';
const noPasswordTry = 'Nada. Nenhuma tentativa da senha foi gasta.';
const saved = 'Nada. Seu cadastro está salvo.';
const notSaved = 'Este cadastro não foi salvo.';
const onlyMyNumber = 'Este terminal funciona com o cartão My Number.';
const placeMyNumber = 'Coloque o cartão My Number.';
const triesLeft = (count: number) =>
  count === 1 ? 'Você tem mais 1 tentativa.' : `Você tem mais ${count} tentativas.`;
const staff = '“Chamar funcionário”.';
const wait = `Aguarde um momento. Se nada mudar, aperte ${staff}`;
const again = `Levante o cartão e coloque-o de novo. Se acontecer outra vez, aperte ${staff}`;
const onPaper = `Você pode usar o código QR da tela. Se precisar em papel, aperte ${staff}`;

export const ptFaces: Readonly<Record<FaceKey, Face>> = {
  'terminal.not-ready': {
    title: 'Preparando',
    what: 'Este terminal está se preparando para começar.',
    lost: 'Nada.',
    todo: wait,
  },
  'terminal.needs-attention': {
    title: 'É preciso um funcionário',
    what: 'Há algo neste terminal que um funcionário precisa verificar.',
    lost: 'Nada.',
    todo: `Aperte ${staff}`,
  },
  'terminal.frozen': {
    title: 'Este terminal não aceita cadastros no momento',
    what: 'Ele ficou tempo demais sem contato com o sistema da prefeitura. Os cadastros já salvos aqui não se perdem.',
    lost: 'Nada.',
    todo: `Use outro terminal ou aperte ${staff}`,
  },
  'reader.none': {
    title: 'Leitor de cartão não encontrado',
    what: 'O aparelho que lê cartões não está conectado.',
    lost: kept,
    todo: `Aperte ${staff}`,
  },
  'reader.gone': {
    title: 'O leitor de cartão foi desconectado',
    what: 'O aparelho que lê cartões parou de responder.',
    lost: kept,
    todo: wait,
  },
  'reader.busy': {
    title: 'O leitor de cartão está ocupado',
    what: 'O aparelho que lê cartões está fazendo outra coisa.',
    lost: kept,
    todo: wait,
  },
  'network.offline': {
    title: 'A rede está fora do ar no momento',
    what: 'Seu cadastro é salvo aqui com segurança e enviado automaticamente assim que a rede voltar.',
    lost: kept,
    todo: 'Você pode continuar. O código pode ser recebido depois, no celular.',
  },
  'central.refused': {
    title: 'O cadastro não foi aceito',
    what: 'Ele foi enviado, mas alguém da prefeitura precisa analisá-lo primeiro.',
    lost: 'Nada. Seu cadastro está salvo neste terminal.',
    todo: `Anote o número de protocolo e aperte ${staff}`,
  },
  'disk.full': {
    title: 'Não foi possível salvar o cadastro',
    what: 'Não há mais espaço neste terminal para salvá-lo.',
    lost: 'Este cadastro não foi concluído. Nada mudou no seu cartão.',
    todo: `Aperte ${staff}`,
  },
  'store.failed': {
    title: 'Não foi possível salvar o cadastro',
    what: 'Este terminal não conseguiu salvá-lo.',
    lost: 'Este cadastro não foi concluído. Nada mudou no seu cartão.',
    todo: `Aperte ${staff}`,
  },
  'card.not-my-number': {
    title: 'Este não parece ser um cartão My Number',
    what: 'O cartão não pôde ser lido como cartão My Number.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.juki': {
    title: 'Este é um cartão do Registro Básico de Residentes',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.licence': {
    title: 'Esta é uma carteira de motorista',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.residence': {
    title: 'Este é um cartão de permanência (zairyu card)',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.transit': {
    title: 'Este é um cartão de transporte ou parecido',
    what: onlyMyNumber,
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.phone': {
    title: 'Este é um celular',
    what: 'Este terminal funciona com o cartão My Number de plástico.',
    lost: noTry,
    todo: placeMyNumber,
  },
  'card.unreadable': {
    title: 'Não foi possível ler o cartão',
    what: 'Houve uma falha na comunicação com o cartão.',
    lost: kept,
    todo: `Levante o cartão e deite-o de novo. Se acontecer outra vez, aperte ${staff}`,
  },
  'card.moved': {
    title: 'O cartão se mexeu',
    what: 'O cartão saiu do leitor durante a leitura.',
    lost: noTry,
    todo: 'Coloque o cartão de novo e deixe-o ali até terminar.',
  },
  'card.other': {
    title: 'Este é outro cartão',
    what: 'O cartão que está no leitor não é o que você colocou primeiro.',
    lost: noTry,
    todo: 'Coloque o cartão que você usou primeiro.',
  },
  'card.no-signature-certificate': {
    title: 'O cartão não tem certificado de assinatura',
    what: 'Ele pode ter perdido a validade, por exemplo por mudança de endereço, ou nunca ter sido emitido. É preciso ter um para vincular serviços.',
    lost: kept,
    todo: 'Você pode desmarcar os serviços e se cadastrar sem eles. O balcão do seu município emite o certificado.',
  },
  'card.certificate-expired': {
    title: 'O certificado de assinatura do cartão venceu',
    what: 'Para vincular serviços, o certificado precisa estar válido.',
    lost: kept,
    todo: 'Você pode desmarcar os serviços e se cadastrar sem eles. O balcão do seu município renova o certificado.',
  },
  'card.no-mailbox-certificate': {
    title: 'O cartão não tem certificado de usuário',
    what: 'A caixa de mensagens só abre com um cartão que tenha esse certificado.',
    lost: kept,
    todo: 'O balcão do seu município emite o certificado.',
  },
  'card.facts-differ': {
    title: 'Os registros do cartão não coincidem',
    what: 'Dois registros do cartão trazem nome, endereço ou outro dado diferente.',
    lost: `${notSaved} Nada mudou no seu cartão.`,
    todo: 'Atualize o cartão no balcão do seu município e depois volte aqui.',
  },
  'card.signature-invalid': {
    title: 'Não foi possível confirmar a assinatura',
    what: 'Verificamos a assinatura feita pelo cartão, e ela não confere.',
    lost: notSaved,
    todo: `Aperte ${staff}`,
  },
  'card.timeout': {
    title: 'A leitura demorou demais',
    what: 'O cartão não respondeu, por isso paramos a leitura.',
    lost: kept,
    todo: again,
  },
  'pin.wrong': {
    title: 'O PIN não está certo',
    what: 'Os 4 dígitos que você digitou não são os deste cartão.',
    lost: 'Uma tentativa foi gasta. A contagem recomeça quando você digita o PIN certo.',
    todo: `Tente de novo. Em caso de dúvida, antes de digitar aperte ${staff}`,
    left: triesLeft,
  },
  'pin.blocked': {
    title: 'O PIN está bloqueado',
    what: 'Depois de vários erros, o cartão não aceita mais o PIN de 4 dígitos.',
    lost: `${notSaved} Para outros usos, o cartão continua valendo.`,
    todo: 'Peça o desbloqueio no balcão do seu município.',
  },
  'pin.tries-unknown': {
    title: 'Não se sabe quantas tentativas restam',
    what: 'Por segurança, o PIN não foi enviado ao cartão.',
    lost: noTry,
    todo: again,
  },
  'pin.outcome-unknown': {
    title: 'Não sabemos se o PIN estava certo',
    what: 'A conexão com o cartão caiu durante a verificação.',
    lost: 'Uma tentativa pode ter sido gasta. Este terminal nunca reenvia o mesmo PIN por conta própria.',
    todo: 'Coloque o cartão de novo. Vamos verificar e mostrar quantas tentativas restam.',
  },
  'pin.length': {
    title: 'O PIN tem 4 dígitos',
    what: 'Foram digitados menos dígitos.',
    lost: noTry,
    todo: 'Digite todos os 4 dígitos.',
  },
  'password.wrong': {
    title: 'A senha de assinatura não está certa',
    what: 'O que você digitou não é a senha deste cartão.',
    lost: 'Uma tentativa foi gasta. A contagem recomeça quando você digita a senha certa.',
    todo: `Tente de novo. Em caso de dúvida, antes de digitar aperte ${staff}`,
    left: triesLeft,
  },
  'password.blocked': {
    title: 'A senha de assinatura está bloqueada',
    what: 'Depois de vários erros, o cartão não aceita mais a senha.',
    lost: `${notSaved} Para outros usos, o cartão continua valendo.`,
    todo: 'Peça o desbloqueio no balcão do seu município.',
  },
  'password.tries-unknown': {
    title: 'Não se sabe quantas tentativas restam',
    what: 'Por segurança, a senha não foi enviada ao cartão.',
    lost: noPasswordTry,
    todo: again,
  },
  'password.outcome-unknown': {
    title: 'Não sabemos se a senha estava certa',
    what: 'A conexão com o cartão caiu durante a verificação.',
    lost: 'Uma tentativa pode ter sido gasta. Este terminal nunca reenvia a mesma senha por conta própria.',
    todo: 'Coloque o cartão de novo. Vamos verificar e mostrar quantas tentativas restam.',
  },
  'password.length': {
    title: 'A senha de assinatura tem de 6 a 16 caracteres',
    what: 'A quantidade de caracteres não está certa.',
    lost: noPasswordTry,
    todo: 'Digite de 6 a 16 letras maiúsculas e números.',
  },
  'draft.unknown': {
    title: 'Não há nada com esses números',
    what: 'Não são os números do celular, ou já passaram duas horas.',
    lost: 'Nada.',
    todo: 'Confira os números e digite de novo ou aperte “Escolher tudo aqui”.',
  },
  'draft.paused': {
    title: 'Agora não é possível verificar os números',
    what: 'Números errados foram digitados muitas vezes; a verificação está em pausa por segurança.',
    lost: 'Nada.',
    todo: 'Aguarde ou aperte “Escolher tudo aqui”.',
    left: (count) => `Você pode tentar de novo em ${count} ${count === 1 ? 'minuto' : 'minutos'}.`,
  },
  'draft.unreachable': {
    title: 'Não é possível buscar suas escolhas agora',
    what: 'Não há conexão com o sistema da prefeitura.',
    lost: 'Nada. Suas escolhas ficam guardadas até o fim do prazo.',
    todo: 'Tente de novo daqui a pouco ou aperte “Escolher tudo aqui”: o cadastro pode ser feito mesmo assim.',
  },
  'email.malformed': {
    title: 'O endereço de e-mail não está completo',
    what: 'Pode faltar “@” ou “.”, ou há um caractere que não pode ser usado.',
    lost: kept,
    todo: 'Confira e corrija.',
  },
  'phone.malformed': {
    title: 'O número de telefone não está completo',
    what: 'Ele não pôde ser lido como um número de telefone do Japão.',
    lost: kept,
    todo: 'Digite 10 ou 11 dígitos começando com 0, ou deixe em branco.',
  },
  'code.wrong': {
    title: 'O código não está certo',
    what: 'O que você digitou não é o código que enviamos.',
    lost: kept,
    todo: 'Veja a mensagem mais recente e digite o código dela.',
    left: triesLeft,
  },
  'code.expired': {
    title: 'O código venceu',
    what: 'Ele foi enviado há muito tempo e não vale mais.',
    lost: kept,
    todo: 'Aperte “Enviar novo código”.',
  },
  'code.spent': {
    title: 'Este código não pode mais ser usado',
    what: 'Depois de vários erros, ele foi cancelado por segurança.',
    lost: kept,
    todo: 'Aperte “Enviar novo código”.',
  },
  'code.paused': {
    title: 'Espere um momento',
    what: 'O código estava errado cinco vezes seguidas. Por segurança, nenhum código é verificado por um tempo.',
    lost: kept,
    todo: 'Espere até a hora indicada na tela e tente de novo, ou termine depois no celular.',
  },
  'code.bounced': {
    title: 'O e-mail não chegou',
    what: 'O sistema deste endereço devolveu o nosso e-mail. O endereço pode ter um erro.',
    lost: kept,
    todo: 'Aperte “Corrigir o endereço” e confira.',
  },
  'code.send-failed': {
    title: 'Não foi possível enviar o código',
    what: 'Parece haver um problema com a rede ou com o endereço.',
    lost: kept,
    todo: 'Confira o endereço e envie de novo, ou termine depois no celular.',
  },
  'code.too-many': {
    title: 'Por enquanto não é possível enviar mais códigos',
    what: 'Vários foram enviados em pouco tempo, por isso paramos.',
    lost: kept,
    todo: 'Use o código mais recente que chegou, ou termine depois no celular.',
  },
  'account-pin.length': {
    title: 'A quantidade de dígitos não está certa',
    what: 'Foram digitados dígitos de menos ou de mais.',
    lost: kept,
    todo: 'Digite a quantidade de dígitos indicada na tela.',
  },
  'account-pin.mismatch': {
    title: 'Os dois PINs são diferentes',
    what: 'O segundo PIN não é igual ao primeiro.',
    lost: 'Só este PIN recomeça. Todo o resto continua aqui.',
    todo: 'Escolha um PIN e digite-o de novo.',
  },
  'account-pin.same': {
    title: 'O PIN2 deve ser diferente do PIN1',
    what: 'Você digitou o mesmo número nos dois.',
    lost: kept,
    todo: 'Digite outro número.',
  },
  'mailbox.offline': {
    title: 'Não há conexão no momento',
    what: 'O sistema da prefeitura não responde, por isso não é possível fazer isto agora.',
    lost: 'Nada.',
    todo: 'Tente de novo em instantes. Nenhuma mensagem se perde.',
  },
  'mailbox.message-gone': {
    title: 'Esta mensagem foi apagada',
    what: 'Ela foi apagada em outro lugar, no celular, por exemplo.',
    lost: 'Só esta mensagem. As outras continuam aqui.',
    todo: 'Escolha outra mensagem.',
  },
  'mailbox.message-not-here': {
    title: 'Esta mensagem não pode ser lida agora',
    what: 'Ela não fica neste terminal, por isso só pode ser lida com conexão.',
    lost: 'Nada. A mensagem continua guardada.',
    todo: 'Aperte de novo mais tarde ou leia no celular.',
  },
  'mailbox.changed-elsewhere': {
    title: 'Algo mudou em outro lugar',
    what: 'Com esta tela aberta, sua caixa foi mudada no celular, por exemplo.',
    lost: 'Nada. O que você apertou não foi feito.',
    todo: 'Veja o que aparece agora e aperte de novo se ainda quiser.',
  },
  'pin1.wrong': {
    title: 'O PIN da conta (PIN1) não está certo',
    what: 'O que você digitou não é o PIN1 que escolheu no cadastro.',
    lost: 'Nada. Nenhuma tentativa do PIN do cartão foi gasta.',
    todo: 'Tente de novo. O PIN1 não é o PIN de 4 dígitos do cartão.',
    left: triesLeft,
  },
  'pin1.paused': {
    title: 'O PIN1 não pode ser verificado agora',
    what: 'Ele foi errado cinco vezes seguidas. Por segurança, a verificação para por uma hora.',
    lost: 'Nada. Você ainda pode ler suas mensagens.',
    todo: `Volte mais tarde. Se não souber o PIN1, aperte ${staff}`,
    left: (count) => `Você pode tentar de novo em ${count} ${count === 1 ? 'minuto' : 'minutos'}.`,
  },
  'pin1.none': {
    title: 'Não há PIN1',
    what: 'Sua conta não tem PIN1, e isto precisa dele.',
    lost: 'Nada.',
    todo: 'Cadastre-se de novo com “Criar uma conta” na primeira tela e escolha um PIN1.',
  },
  'delegate.number-wrong': {
    title: 'Este não é um número de protocolo',
    what: 'O que você digitou não pode ser um número de protocolo.',
    lost: kept,
    todo: 'Confira o comprovante da pessoa e digite de novo.',
  },
  'delegate.own-number': {
    title: 'Este é o seu próprio número',
    what: 'Você não pode ser quem lê por você.',
    lost: kept,
    todo: 'Digite o número do comprovante da pessoa que vai ler por você.',
  },
  'typed-number.wrong': {
    title: 'O número não é o mesmo',
    what: 'O que você digitou não é o número da tela.',
    lost: 'Nada. Ainda não foi feito nada.',
    todo: 'Olhe o número na tela e digite de novo.',
  },
  'printer.empty': {
    title: 'A impressora está sem papel',
    what: 'Não há mais papel para imprimir o comprovante.',
    lost: saved,
    todo: onPaper,
  },
  'printer.unavailable': {
    title: 'A impressora não está disponível',
    what: 'A impressora não está conectada.',
    lost: saved,
    todo: onPaper,
  },
  'printer.jam': {
    title: 'Papel preso na impressora',
    what: 'O papel ficou preso dentro da impressora.',
    lost: saved,
    todo: onPaper,
  },
  'printer.cover': {
    title: 'A tampa da impressora está aberta',
    what: 'Não é possível imprimir com a tampa aberta.',
    lost: saved,
    todo: onPaper,
  },
  'printer.ink': {
    title: 'A impressora está sem tinta',
    what: 'Acabou a tinta ou o toner da impressora.',
    lost: saved,
    todo: onPaper,
  },
  'printer.full': {
    title: 'A saída da impressora está cheia',
    what: 'Há papel demais na saída, por isso não é possível imprimir.',
    lost: saved,
    todo: onPaper,
  },
  'printer.paused': {
    title: 'A impressora está parada',
    what: 'A impressora está em pausa.',
    lost: saved,
    todo: onPaper,
  },
  'printer.offline': {
    title: 'A impressora não responde',
    what: 'A impressora está desligada ou o cabo se soltou.',
    lost: saved,
    todo: onPaper,
  },
  'printer.late': {
    title: 'A impressão não terminou',
    what: 'O comprovante não saiu a tempo, por isso cancelamos a impressão.',
    lost: saved,
    todo: onPaper,
  },
  'printer.failed': {
    title: 'Não foi possível imprimir o comprovante',
    what: 'Houve uma falha durante a impressão.',
    lost: saved,
    todo: onPaper,
  },
  'facts.wrong': {
    title: 'Atualize o seu cartão',
    what: 'Os dados do cartão não estão mais certos, por isso paramos sem cadastrar.',
    lost: `${notSaved} Nada mudou no seu cartão.`,
    todo: 'Atualize o cartão no balcão do seu município e depois volte aqui.',
  },
  'session.cancelled': {
    title: 'Você parou no meio',
    what: 'Apagamos tudo o que você digitou.',
    lost: unfinished,
    todo: 'Você pode começar de novo quando quiser.',
  },
  'session.idle': {
    title: 'O tempo acabou',
    what: 'A tela ficou parada por um tempo, por isso apagamos tudo por segurança.',
    lost: unfinished,
    todo: 'Comece de novo desde o início.',
  },
  'session.card-gone': {
    title: 'O cartão foi retirado',
    what: 'Ele não voltou ao leitor, por isso apagamos tudo por segurança.',
    lost: unfinished,
    todo: 'Comece de novo e deixe o cartão no lugar até terminar.',
  },
  'session.declined': {
    title: 'Encerrado sem cadastro',
    what: 'Você decidiu não concordar, por isso apagamos tudo.',
    lost: notSaved,
    todo: 'Em caso de dúvida, fale com um funcionário.',
  },
};
