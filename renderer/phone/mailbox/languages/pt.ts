// Brazilian Portuguese. The words of ../../languages/pt.ts: caixa de mensagens (mailbox), código (code), cadastro (registration).
import type { Texts } from './index.ts';

export const pt: Texts = {
  title: 'Caixa de mensagens',
  privacy: 'Nada é enviado a outros sites. Suas mensagens não ficam guardadas neste navegador.',

  signIn: {
    title: 'Abrir a caixa de mensagens',
    lead: 'Digite o e-mail cadastrado e o PIN1. Enviamos um código por e-mail.',
    passkey: 'Abrir com chave de acesso',
    passkeyNote: 'Abre com o rosto, a digital ou o bloqueio de tela.',
    passkeyFailed: 'A chave de acesso não abriu. Você também pode usar o e-mail e o PIN1.',
    or: 'Sem chave de acesso',
    pin1: 'PIN1',
    pin1Hint: 'Os 4 a 12 dígitos que você escolheu no cadastro',
    pin1Digits: 'Digite de 4 a 12 dígitos.',
    send: 'Enviar o código',
    sent: 'Se o e-mail e o PIN1 estiverem certos, o código já foi enviado.',
    wrong: (left) => `O e-mail, o PIN1 ou o código não está certo. Tentativas restantes: ${left}.`,
    paused: (time) => `Houve erros demais. Você pode tentar de novo a partir de ${time}.`,
    restart: 'Começar de novo',
    forgot: 'Esqueci o PIN1',
    forgotHelp:
      'Leve o cartão My Number ao balcão. Lá, o cartão abre a caixa de mensagens. Se você se cadastrar de novo, escolhe um novo PIN1; as mensagens continuam guardadas.',
    lost: 'Perdi o celular',
    lostHelp:
      'Abra a caixa por aqui e, em Configurações, escolha celular perdido. O celular perdido não poderá mais abri-la. Também dá para fazer isso no balcão.',
    notYet: 'Ainda não me cadastrei',
    notYetHelp: 'Você pode se cadastrar no balcão da prefeitura com o cartão My Number.',
  },

  fromSlip: {
    lead: 'O PIN1 abre a caixa daqui. Das próximas vezes, use o e-mail e o PIN1, ou uma chave de acesso.',
    passkey: 'Cadastrar uma chave de acesso e abrir',
    passkeyNote: 'Com uma chave de acesso, o rosto ou a digital abre da próxima vez.',
    closed: 'Não é possível abrir agora. Confira se o e-mail foi confirmado e o PIN1 foi escolhido.',
  },

  over: {
    left: { title: 'Você saiu da caixa de mensagens', body: 'Nada sobre você ficou neste navegador.' },
    lost: {
      title: 'Fechada em todos os navegadores',
      body: 'O celular perdido não pode mais abrir a caixa. As notificações e as chaves de acesso pararam. As mensagens continuam guardadas. Você pode abrir de novo com o e-mail e o PIN1.',
    },
    closed: {
      title: 'Sua conta foi apagada',
      body: 'Todas as mensagens também foram apagadas. Para usar de novo, cadastre-se no balcão.',
    },
    again: 'Abrir de novo',
  },

  nav: { label: 'Menu', messages: 'Mensagens', settings: 'Configurações', leave: 'Sair' },

  list: {
    title: 'Mensagens',
    tabs: 'Mensagens de quem',
    mine: 'Minhas',
    readFor: (receipt) => `Ler pelo recibo ${receipt}`,
    readForNote: 'Você lê por outra pessoa. Você só pode ler. O que você lê fica no registro de acesso dela.',
    search: 'Buscar mensagens',
    go: 'Buscar',
    clear: 'Encerrar a busca',
    found: (count) => (count === 1 ? '1 mensagem encontrada' : `${count} mensagens encontradas`),
    unreadCount: (count) => (count === 1 ? '1 mensagem não lida' : `${count} mensagens não lidas`),
    allRead: 'Você leu tudo',
    unread: 'Não lida',
    emergency: 'Emergência',
    until: (day) => `Leia até ${day}`,
    attachments: (count) => (count === 1 ? '1 arquivo' : `${count} arquivos`),
    empty: 'Ainda não há mensagens',
    emptyHelp: 'Elas aparecem aqui sozinhas quando chegam.',
    notFound: 'Nada foi encontrado',
    more: (shown, total) =>
      `São mostradas as ${shown} mais novas de ${total}. A busca encontra as mais antigas.`,
    stale: 'Não sabemos se há algo novo. A página se atualiza quando houver conexão.',
  },

  moved: {
    lead: 'Se você se mudou, dois toques no terminal do balcão bastam para mudar.',
    steps: (move, change) => [
      'Coloque no terminal o cartão My Number com o novo endereço.',
      `Toque em “${move}”.`,
      `Confira o que está ligado e desligado e toque em “${change}”. Para parar o lugar antigo, digite o PIN1.`,
    ],
    go: 'Ver de onde recebo',
  },

  message: {
    back: 'Todas as mensagens',
    open: 'Abrir PDF',
    size: (pages, kilobytes) => `${pages === 1 ? '1 página' : `${pages} páginas`}, ${kilobytes} KB`,
    print: 'Imprimir',
    deleted: 'A mensagem foi apagada',
    gone: 'Esta mensagem foi apagada em outro lugar',
    goneNote: 'As outras mensagens continuam guardadas.',
    missingTitle: 'Esta mensagem não existe',
    missingBody: 'Ela foi apagada ou o endereço não está certo.',
    openedTold: 'Quando você abre esta mensagem, o remetente fica sabendo.',
  },

  pin1: {
    ask: 'Digite o PIN da conta (PIN1)',
    hint: 'De 4 a 12 dígitos. Não é a senha do cartão.',
    wrong: (left) => `O PIN1 não está certo. Tentativas restantes: ${left}.`,
    paused: (time) => `O PIN1 foi digitado errado muitas vezes. Tente de novo a partir de ${time}.`,
  },

  settings: { title: 'Configurações', back: 'Todas as configurações', save: 'Salvar', saved: 'Salvo' },
  municipalities: {
    available: 'Não recebe',
    start: 'Receber',
    resume: 'Voltar a receber',
    pause: 'Parar de receber',
  },
  facts: {
    name: 'Nome',
    birthDate: 'Data de nascimento',
    sex: 'Sexo',
    address: 'Endereço',
    email: 'E-mail',
    phone: 'Telefone',
  },
  sexes: { male: 'Masculino', female: 'Feminino', other: 'Outro', unknown: 'Desconhecido' },
  receipt: 'Número do recibo',
  factsNote: 'Se estiver desatualizado, coloque o cartão no terminal do balcão para atualizar.',
  servicesMore: 'Para acrescentar um serviço, cadastre-se de novo no terminal do balcão.',
  delegateHow: 'Para escolher quem lê por você, use o terminal do balcão com o cartão e o PIN1.',

  passkeys: {
    title: 'Chaves de acesso',
    note: 'Abrir a caixa com o rosto ou a digital',
    lead: 'Com uma chave de acesso, você abre a caixa com o rosto ou a digital, sem esperar o código. Seu rosto e sua digital nunca saem do celular.',
    none: 'Ainda não há chaves de acesso.',
    add: 'Cadastrar uma chave de acesso neste navegador',
    added: 'A chave de acesso foi cadastrada',
    failed: 'Não foi possível cadastrar a chave de acesso. Tente de novo.',
    unsupported: 'Este navegador não aceita chaves de acesso.',
    one: 'Chave de acesso',
    here: 'A chave de acesso em uso',
    since: (day) => `Cadastrada em ${day}`,
    used: (day) => `Último uso: ${day}`,
    remove: 'Apagar esta chave de acesso',
    removed: 'A chave de acesso foi apagada',
    offer: 'Com uma chave de acesso, a caixa abre na hora da próxima vez.',
  },

  lost: 'A caixa também se fecha neste navegador; o e-mail e o PIN1 a abrem de novo. Se o celular perdido também lê seus e-mails, mude a senha do e-mail.',

  typed: {
    label: 'Dígitos de confirmação',
    hint: (digits) => `Digite ${digits}.`,
    differs: (digits) => `Digite exatamente ${digits}.`,
  },
  resetDone: 'A caixa de mensagens está vazia',
};
