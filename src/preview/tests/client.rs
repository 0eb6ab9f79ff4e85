//! An HTTP client that sends what it is told to, right or wrong, and reads what comes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long a test waits for what must come: far longer than it takes on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// One connection.
#[derive(Debug)]
pub(super) struct Client {
    reader: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    /// Returns the value of a header, whose name is written small.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Where a server is, and what opens it.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) port: u16,
    pub(super) token: String,
}

impl Address {
    /// Reads it from the address that the terminal shows.
    pub(super) fn of(url: &str) -> Self {
        let rest = url.strip_prefix("http://127.0.0.1:").expect("the address of this machine");
        let (port, token) = rest.split_once("/?token=").expect("a token");
        Self { port: port.parse().expect("a port"), token: token.to_owned() }
    }

    pub(super) fn connect(&self) -> Client {
        self.try_connect().expect("a connection")
    }

    pub(super) fn try_connect(&self) -> io::Result<Client> {
        Client::over(TcpStream::connect(("127.0.0.1", self.port))?)
    }

    /// Returns the head of a request as the page's script makes it, without its last line.
    pub(super) fn head(&self, method: &str, target: &str) -> String {
        let Self { port, token } = self;
        format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: bluebook-{port}={token}\r\n")
    }

    /// Returns a request for something.
    pub(super) fn request(&self, target: &str) -> String {
        self.head("GET", target) + "\r\n"
    }

    /// Returns a request to act.
    pub(super) fn order(&self, body: &str) -> String {
        let head = self.head("POST", "/act");
        let length = body.len();
        let token = &self.token;
        format!(
            "{head}X-Bluebook-Token: {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }

    /// Asks for something over a connection of its own.
    pub(super) fn get(&self, target: &str) -> Answer {
        self.say(self.request(target).as_bytes())
    }

    /// Sends bytes over a connection of their own and returns the answer.
    pub(super) fn say(&self, bytes: &[u8]) -> Answer {
        let mut client = self.connect();
        client.send(bytes).expect("a server that reads");
        client.answer().unwrap_or_else(|| panic!("no answer to {}", String::from_utf8_lossy(bytes)))
    }

    /// Opens an event stream and returns it with the answer's status.
    pub(super) fn events(&self) -> (u16, Client) {
        let mut client = self.connect();
        client.send(self.request("/events").as_bytes()).expect("a server that reads");
        let status = client.head().map_or(0, |answer| answer.status);
        (status, client)
    }
}

impl Client {
    /// Speaks over a connection that is open.
    pub(super) fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.get_mut().write_all(bytes)
    }

    /// Reads an answer with its body; nothing when the connection is closed instead.
    pub(super) fn answer(&mut self) -> Option<Answer> {
        self.answer_to("GET")
    }

    /// Reads the answer to a request with this method.
    pub(super) fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let mut answer = self.head()?;
        let length = answer.header("content-length").map(|length| length.parse().expect("a length"));
        let mut body = vec![0; if method == "HEAD" { 0 } else { length.unwrap_or(0) }];
        self.reader.read_exact(&mut body).ok()?;
        answer.body = String::from_utf8(body).expect("text");
        Some(answer)
    }

    /// Reads an answer up to its body.
    pub(super) fn head(&mut self) -> Option<Answer> {
        let first = self.line()?;
        let status = first.strip_prefix("HTTP/1.1 ").or_else(|| first.strip_prefix("HTTP/1.0 "));
        let status = status.and_then(|rest| rest.get(..3)?.parse().ok());
        let mut answer = Answer {
            status: status.unwrap_or_else(|| panic!("{first:?}")),
            headers: Vec::new(),
            body: String::new(),
        };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else { return Some(answer) };
            answer.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Reads one event, as its lines; nothing at the end of the stream.
    ///
    /// The server sends each event in a chunk of its own.
    pub(super) fn event(&mut self) -> Option<String> {
        let length = usize::from_str_radix(&self.line()?, 16).expect("the length of a chunk");
        let mut event = vec![0; length];
        self.reader.read_exact(&mut event).ok()?;
        self.line()?;
        (length > 0).then(|| String::from_utf8(event).expect("text"))
    }

    /// Reads to the end of the connection, however it comes.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        match self.reader.read_to_end(&mut rest) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                panic!("the connection stays open after {:?}", String::from_utf8_lossy(&rest))
            }
            _ => rest,
        }
    }

    /// Reads a line without its end; nothing when the connection is closed.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.reader.read_line(&mut line) {
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                panic!("nothing comes, and the connection stays open")
            }
            Ok(length) if length > 0 => Some(line.trim_end().to_owned()),
            _ => None,
        }
    }
}
