// Brazilian Portuguese. The words of renderer/ui/languages/pt.ts: comprovante (slip), caixa de mensagens (mailbox), cadastro (registration).
import { ptStages } from '../../ui/languages/pt.ts';
import type { Texts } from './index.ts';

export const pt: Texts = {
  stages: ptStages,
  title: 'Seu cadastro',
  privacy: 'Nada é enviado a outros sites. Você pode fechar a página e continuar depois de onde parou.',

  common: {
    next: 'Salvar e continuar',
    later: 'Fazer depois',
    back: 'Voltar',
    again: 'Tentar de novo',
    sending: 'Enviando…',
    loading: 'Verificando…',
    step: (step, of) => `${step} / ${of}`,
  },

  look: {
    open: 'Tela',
    close: 'Fechar',
    language: 'Idioma',
    size: 'Tamanho do texto',
    sizes: { 100: 'Normal', 125: 'Grande', 150: 'Maior', 200: 'Máximo' },
    theme: 'Cores',
    themes: {
      light: 'Claro',
      dark: 'Escuro',
      'contrast-light': 'Preto no branco (forte)',
      'contrast-dark': 'Branco no preto (forte)',
    },
  },

  trouble: {
    offline: 'Sem conexão no momento',
    offlineHelp: 'Nada se perdeu. Tente de novo onde o sinal for bom.',
    busy: 'Há muitos acessos no momento',
    busyUntil: (time) => `Tente de novo depois de ${time}.`,
    failed: 'Não foi possível',
    failedHelp: 'Nada se perdeu. Espere um pouco e tente de novo.',
    ended: 'A página foi fechada porque ficou um tempo sem uso. O que você salvou está guardado.',
  },

  typing: {
    title: 'Digite o número do comprovante',
    lead: 'São os 24 dígitos abaixo do código QR.',
    label: 'Número do comprovante',
    hint: 'Está escrito em seis grupos de quatro dígitos.',
    typed: (count) => `${count} de 24 dígitos`,
    go: 'Abrir',
    length: 'Digite todos os 24 dígitos.',
    mistyped: 'Algum dígito não está certo. Compare de novo com o comprovante.',
  },

  birth: {
    title: 'Digite a data de nascimento',
    lead: 'Confirmamos que é você antes de mostrar dados pessoais.',
    era: 'Calendário',
    eras: { western: 'Ocidental', reiwa: 'Reiwa', heisei: 'Heisei', showa: 'Showa', taisho: 'Taisho' },
    year: 'Ano',
    month: 'Mês',
    day: 'Dia',
    tries: 'Você tem três tentativas.',
    go: 'Verificar',
    incomplete: 'Digite ano, mês e dia em números.',
    none: 'Essa data não existe. Confira o calendário e os números.',
    wrong: (left) =>
      `A data não está certa. Você tem mais ${left} ${left === 1 ? 'tentativa' : 'tentativas'}.`,
    paused: (time) => `A data estava errada três vezes. Você pode tentar de novo a partir de ${time}.`,
    pausedHelp: 'Seu cadastro não se perdeu. Digite a data de nascimento do titular do cartão My Number.',
  },

  waiting: {
    title: 'Ainda não chegou',
    lead: 'Seu cadastro está salvo no terminal do balcão e chega automaticamente assim que houver conexão.',
    kept: 'Nada se perdeu. Você pode fechar esta página.',
    mail: 'Quando chegar, enviaremos automaticamente um e-mail com um código.',
    ask: 'Avise-me quando chegar',
    asked: 'Este celular será avisado quando chegar',
    checked: (time) => `Verificado às ${time}. A página verifica de novo sozinha.`,
    check: 'Verificar agora',
  },

  gone: {
    used: {
      title: 'Está tudo feito',
      body: 'Não há mais nada a fazer com este comprovante. Pode jogá-lo fora.',
    },
    expired: {
      title: 'Este comprovante venceu',
      body: 'Seu cadastro está guardado. Você pode terminar no balcão: leve o cartão My Number.',
    },
    cancelled: {
      title: 'Este comprovante foi cancelado',
      body: 'Se você tem um comprovante mais novo, use-o. Se não, pergunte no balcão.',
    },
    unknown: {
      title: 'Este comprovante ainda não foi encontrado',
      body: 'O cadastro ainda não chegou, ou o número não está certo. Confira o número e volte mais tarde. Seu cadastro não se perdeu.',
    },
    forged: {
      title: 'Não foi possível conferir este comprovante',
      body: 'O código QR não está certo. Leia-o de novo ou digite o número do comprovante.',
    },
    elsewhere: {
      title: 'Este comprovante é de outro município',
      body: 'Abra a página do município indicado no comprovante ou pergunte no contato impresso nele.',
    },
    address: {
      title: 'O endereço desta página não está certo',
      body: 'Leia de novo o código QR do comprovante ou digite o número do comprovante.',
    },
    type: 'Digitar o número do comprovante',
  },

  steps: {
    email: 'Confirmar o e-mail',
    phone: 'Confirmar o telefone',
    interests: 'Interesses',
    pins: 'PINs da conta',
    notify: 'Como receber avisos',
  },

  contact: {
    emailTitle: 'Confirme seu e-mail',
    phoneTitle: 'Confirme seu telefone',
    lead: 'Enviamos um código de 6 dígitos. Você o digita na próxima tela.',
    email: 'E-mail',
    phone: 'Telefone',
    phoneHint: '10 ou 11 dígitos, começando com 0.',
    helper: 'É de alguém em quem confio',
    helperNote: 'Um parente ou ajudante recebe o código por você.',
    send: 'Enviar o código',
    sms: 'Enviar por SMS',
    voice: 'Ligar para mim',
    badEmail: 'Este e-mail não está completo. Exemplo: name@example.jp',
    badPhone: 'Digite um telefone do Japão.',
    codeTitle: 'Digite o código de 6 dígitos',
    sentTo: 'Enviado para',
    number: (number) => `Esta é a mensagem nº ${number}. Use o código mais recente.`,
    until: (time) => `Este código vale até ${time}.`,
    over: 'Este código venceu. Peça um novo.',
    label: 'Código',
    check: 'Verificar o código',
    six: 'Digite todos os 6 dígitos.',
    wrong: (left) =>
      `O código não está certo. Você tem mais ${left} ${left === 1 ? 'tentativa' : 'tentativas'}.`,
    spent: 'O código foi digitado errado vezes demais. Peça um novo.',
    paused: (time) => `O código foi digitado errado vezes demais. Você pode tentar a partir de ${time}.`,
    resend: 'Enviar novo código',
    resendAt: (time) => `Você pode pedir outro a partir de ${time}.`,
    noMore: 'Não é possível enviar mais códigos. Use o mais recente ou pergunte no balcão.',
    change: 'Usar outro endereço',
    notFound: 'Se não encontrar o e-mail, veja também a pasta de spam.',
    bounced: 'Não foi possível entregar',
    bouncedHelp: 'Confira o que digitou e envie de novo, ou use outro endereço.',
    confirmed: 'Está confirmado',
    refused: 'Não é possível enviar para lá. Digite outro.',
  },

  interests: {
    title: 'O que interessa a você?',
    lead: 'Enviamos avisos sobre o que você marcar. Você pode não marcar nada.',
    count: (count) => (count === 1 ? '1 marcado' : `${count} marcados`),
  },

  pins: {
    title: 'Escolha os PINs da conta',
    lead: 'Não use o PIN do cartão My Number. O que você digita não aparece.',
    pin1: 'PIN1 (abre a caixa de mensagens)',
    pin1Hint: 'De 4 a 12 dígitos',
    again1: 'PIN1 mais uma vez',
    want2: 'Escolher também o PIN2',
    want2Note: 'Só para assinar documentos. Pode ser escolhido depois.',
    pin2: 'PIN2 (assina)',
    pin2Hint: 'De 6 a 12 dígitos, diferente do PIN1',
    again2: 'PIN2 mais uma vez',
    length1: 'Use de 4 a 12 dígitos.',
    length2: 'Use de 6 a 12 dígitos.',
    same: 'Use dígitos diferentes dos do PIN1.',
    differs: 'Os dois não são iguais. Digite de novo.',
  },

  notify: {
    title: 'Como você quer receber avisos?',
    lead: 'Escolha as duas formas, uma ou nenhuma. Você pode mudar depois.',
    push: 'Notificações no celular',
    email: 'E-mail',
    both: 'As notificações chegam quando as duas chaves estão ligadas',
    app: 'Notificações desta página (aplicativo)',
    phone: 'Notificações nos ajustes do celular',
    on: 'Ligado',
    off: 'Desligado',
    allow: 'Receber neste celular',
    blocked:
      'As notificações desta página estão bloqueadas. Permita este navegador ou aplicativo em “Notificações”, nos ajustes do celular.',
    none: 'Este navegador não recebe notificações. Avisaremos por e-mail.',
    iphone: 'No iPhone, primeiro adicione à Tela de Início',
    iphoneSteps: [
      'Toque no botão Compartilhar do navegador (um quadrado com seta).',
      'Escolha “Adicionar à Tela de Início”.',
      'Abra o novo ícone, volte aqui e ligue as notificações. (iOS 16.4 ou mais novo)',
    ],
    test: 'Mostrar uma notificação de teste',
    testTitle: 'Isto é um teste',
    tested: 'Você a viu? Se não, ligue as notificações nos ajustes do celular.',
  },

  overview: {
    done: 'Está tudo feito',
    open: (count) => (count === 1 ? 'Falta 1 coisa' : `Faltam ${count} coisas`),
    waiting: 'Você não precisa fazer mais nada',
    byWhen: 'Prazo',
    receipt: 'Número de protocolo',
    todo: 'Falta fazer',
    finished: 'Feito',
    start: 'Continuar',
    look: 'Ver de novo',
    cancel: 'Cancelar este comprovante',
    leave: 'Terminar e sair da página',
  },

  cancel: {
    title: 'Cancelar este comprovante?',
    body: 'Cancele se você perdeu o comprovante ou se outra pessoa o viu. Depois, ninguém pode continuar com ele. Seu cadastro continua guardado, e você pode terminar no balcão.',
    yes: 'Cancelar o comprovante',
    no: 'Manter o comprovante',
  },

  left: {
    title: 'Você saiu da página',
    body: 'Nenhum dado seu ficou neste celular. Você pode continuar a qualquer momento com o código QR do comprovante.',
  },
};
