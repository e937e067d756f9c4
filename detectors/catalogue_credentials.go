package detectors

// cloudKeys is keys of cloud providers.
var cloudKeys = []Detector{
	{
		InfoType: "AWS_ACCESS_KEY", Group: "Credentials",
		Doc:     "AWS access key id (IAM User Guide, unique identifier prefixes); those of documentation, which end in EXAMPLE, are not reported",
		Pattern: `(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}`, MaxLen: 20, Validate: validAccessKey,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"AKIAY34FZKBOKMUTVV7A", `aws_access_key_id = ASIAQNZGKIQY56JQ7WML`, "ABIAZ5TEXCQ3UDLFTR2K"},
		Counterexamples: []string{"AKIAIOSFODNN7EXAMPLE", "AKIAXXXXXXXXXXXXXXXX", "AKIAY34FZKBOKMUTVV7", "AKIAY34FZKBOKMUTVV7AB", "akiay34fzkbokmutvv7a", "AROAY34FZKBOKMUTVV7A"},
	},
	{
		InfoType: "AWS_SECRET_KEY", Group: "Credentials",
		Doc:     "AWS secret access key: 40 random characters of base64 near a keyword (AWS Security Blog)",
		Pattern: `[A-Za-z0-9/+]{40}`, MaxLen: 40, Validate: validSecretKey,
		Keywords: []string{
			"aws secret access key", "secret access key", "secretaccesskey", "aws secret key", "aws secret", "secret key", "secretkey", "aws key", "aws access key", "aws access key id", "access key id", "accesskeyid", "aws credentials", "aws",
		},
		Near: VeryLikely,
		Examples: []string{
			"aws_secret_access_key = kT7vLq2ZpX9dRw4sBn8yHf3mJc6gAe1uQoVi5tWx", `"SecretAccessKey": "Zr8+fQ2/hT6mYp1LxWc9Vd4Nk7sBj3GgUa5eRoIq"`, "export AWS_SECRET=mN4bV7cX1zL9kJ2hG6fD3sA8pO5iU0yTrEwQqWtY",
		},
		Counterexamples: []string{
			"kT7vLq2ZpX9dRw4sBn8yHf3mJc6gAe1uQoVi5tWx", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws secret sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
			"aws_secret_access_key = kT7vLq2ZpX9dRw4sBn8yHf3mJc6gAe1uQoVi5tWxA", "aws_secret_access_key = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1",
		},
	},
	{
		InfoType: "GOOGLE_API_KEY", Group: "Credentials",
		Doc:     "Google API key: AIza and 35 characters (Google Cloud, Authenticate by using API keys)",
		Pattern: `AIza[0-9A-Za-z_\-]{35}`, MaxLen: 39, Validate: validToken,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"AIzaSyD4kR8v-Q2mZtX1nB6cW9pL3jH7gF5sYuE", "?key=AIzaSyB9xT3-qLmV8cN2zK6wJ4hR7fD1pS5gQaY&v=3", `apiKey: "AIzaSyC2_hV7nX5bM9kL1qZ8wE4rT6yU3iO0pAs"`},
		Counterexamples: []string{"AIzaSyD4kR8v-Q2mZtX1nB6cW9pL3jH7gF5sYu", "AIzaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "xAIzaSyD4kR8v-Q2mZtX1nB6cW9pL3jH7gF5sYuE", "AIzaSyD4kR8v-Q2mZtX1nB6cW9pL3jH7gF5sYuEE"},
	},
}

// vendorTokens is tokens that a vendor marks by a prefix.
var vendorTokens = []Detector{
	{
		InfoType: "GITHUB_TOKEN", Group: "Credentials",
		Doc:     "GitHub token with its CRC-32 in base 62 (GitHub, Behind GitHub's new authentication token formats)",
		Pattern: `gh[pousr]_[A-Za-z0-9]{36}`, MaxLen: 40, Validate: validGitHubChecksum,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"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", "token=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", "remote add x ghs_CN6Zj4a3dDVhYRnKTbxTNJFoBinF5a42GyMy"},
		Counterexamples: []string{"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_1234", "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x", "ghx_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"},
	},
	{
		InfoType: "GITHUB_TOKEN", Group: "Credentials",
		Doc:     "prefix and length fit, but not the checksum, as in an altered copy",
		Pattern: `gh[pousr]_[A-Za-z0-9]{36}`, MaxLen: 40, Validate: validGitHub,
		Alone: Likely, Near: Likely,
		Examples:        []string{"ghp_k3Zp9QxT7vLw2NfR8sBd6HyJ4mCgA1uEoViX", "gho_Wq8Zr2Lx6Tn4Vb9Kc1Mf7Hd3Js5Gp0YaUeIo", "GH_TOKEN: ghs_Lx6Tn4Vb9Kc1Mf7Hd3Js5Gp0YaUeIoWq8Zr2"},
		Counterexamples: []string{"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghp_abababababababababababababababababab", "ghp_k3Zp9QxT7vLw2NfR8sBd6HyJ4mCgA1uEoVi", "ghp_k3Zp9QxT7vLw2NfR8sBd6HyJ4mCgA1uEoViXY"},
	},
	{
		InfoType: "GITHUB_TOKEN", Group: "Credentials",
		Doc:     "fine-grained personal access token, refresh token",
		Pattern: `github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|ghr_[A-Za-z0-9]{76}`, MaxLen: 93, Validate: validToken,
		Alone: VeryLikely, Near: VeryLikely,
		Examples: []string{
			"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",
			"ghr_k3Zp9QxT7vLw2NfR8sBd6HyJ4mCgA1uEoViXWq8Zr2Lx6Tn4Vb9Kc1Mf7Hd3Js5Gp0YaUeIoT5r2",
			"TOKEN=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",
		},
		Counterexamples: []string{"github_pat_11Q7ZRLXA0kT9vLq2ZpX9d_short", "github_pat_xxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ghr_k3Zp9QxT7vLw2NfR8sBd6HyJ4mCgA1uEoVi"},
	},
	{
		InfoType: "SLACK_TOKEN", Group: "Credentials",
		Doc:     "Slack token (Slack API, token types)",
		Pattern: `xox[abeoprs]-[A-Za-z0-9\-]{20,250}|xoxe\.xox[bp]-\d-[A-Za-z0-9\-]{20,250}|xapp-\d-[A-Z0-9]{8,15}-\d{8,15}-[A-Za-z0-9]{30,100}`, MaxLen: 262, Validate: validSlack,
		Alone: VeryLikely, Near: VeryLikely,
		Examples: []string{
			"xoxb-290315764821-4810275639174-Zr8fQ2hT6mYp1LxWc9Vd4Nk7", "SLACK_TOKEN=xoxp-290315764821-290315764822-481027563917-9f3c1a7b5e2d8046c1f7a3b9d5e20846",
			"xapp-1-A04KQ7ZRLXB-5218340967125-9f3c1a7b5e2d8046c1f7a3b9d5e208469f3c1a7b5e2d8046c1f7a3b9d5e20846",
		},
		Counterexamples: []string{"xoxb-your-token-here", "xoxb-XXXXXXXXXXXX-XXXXXXXXXXXX-XXXXXXXXXXXXXXXXXXXXXXXX", "xoxz-290315764821-4810275639174-Zr8fQ2hT6mYp1LxWc9Vd4Nk7", "foxoxb-290315764821-4810275639174-Zr8fQ2hT6mYp1LxWc9Vd4Nk7"},
	},
	{
		InfoType: "SLACK_TOKEN", Group: "Credentials",
		Doc:     "incoming webhook URL",
		Pattern: `hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{8,14}/[A-Z0-9]{8,16}/[A-Za-z0-9]{20,40}`, MaxLen: 102, Validate: validSlack,
		Alone: VeryLikely, Near: VeryLikely,
		Examples: []string{
			"https://hooks.slack.com/services/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", "url: 'https://hooks.slack.com/workflows/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'",
			"hooks.slack.com/services/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",
		},
		Counterexamples: []string{"https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "https://hooks.slack.com/services/", "https://hooks.slack.com/services/T04KQ7ZRL/B05MN8WXYP/short"},
	},
	{
		InfoType: "STRIPE_KEY", Group: "Credentials",
		Doc:     "Stripe secret or restricted key, live mode (Stripe, API keys)",
		Pattern: `(?:sk|rk)_live_[A-Za-z0-9]{16,247}|whsec_[A-Za-z0-9]{32,64}`, MaxLen: 255, Validate: validStripe,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"sk_" + "live_Zr8fQ2hT6mYp1LxWc9Vd4Nk7", "STRIPE_KEY=rk_" + "live_51Q7ZRLXA0kT9vLq2ZpX9dRw4sBn8yHf3mJc6gAe1u", "whsec_" + "Lx6Tn4Vb9Kc1Mf7Hd3Js5Gp0YaUeIoWq"},
		Counterexamples: []string{"pk_live_Zr8fQ2hT6mYp1LxWc9Vd4Nk7", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "sk_live_short", "task_live_Zr8fQ2hT6mYp1LxWc9Vd4Nk7"},
	},
	{
		InfoType: "STRIPE_KEY", Group: "Credentials",
		Doc:     "test mode",
		Pattern: `(?:sk|rk)_test_[A-Za-z0-9]{16,247}`, MaxLen: 255, Validate: validStripe,
		Alone: Possible, Near: Possible,
		Examples:        []string{"sk_" + "test_Zr8fQ2hT6mYp1LxWc9Vd4Nk7", "rk_" + "test_51Q7ZRLXA0kT9vLq2ZpX9dRw4sBn8y", "key: sk_" + "test_Lx6Tn4Vb9Kc1Mf7Hd3Js5Gp0"},
		Counterexamples: []string{"sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc", "sk_test_xxxxxxxxxxxxxxxxxxxxxxxx", "pk_test_Zr8fQ2hT6mYp1LxWc9Vd4Nk7", "risk_test_Zr8fQ2hT6mYp1LxWc9Vd4Nk7"},
	},
	{
		InfoType: "JWT", Group: "Credentials",
		Doc:     "JSON web token whose header names an algorithm (RFC 7519, RFC 7515)",
		Pattern: `eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]+){0,3}`, MaxLen: 2048, Validate: validJWT,
		Alone: VeryLikely, Near: VeryLikely,
		Examples: []string{
			"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMDQyIiwiaWF0IjoxNzAwMDAwMDAwfQ.kQTOEMlnW4LsClwAu84Y-DvZJmTOBhqn3LZqqb4yuCg", "Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.UKdx7AkL7DgUiS-gmpSR8jD8uoIt3mOe7Gy4qnKmd4Q", `{"access":"eyJraWQiOiJhMSIsImFsZyI6IkhTMjU2In0.eyJzY29wZSI6InJlYWQifQ.I1dhyC5wDsZeJDjDoEFxVDYQdy1640_-RrROSsA_0Ic"}`,
		},
		Counterexamples: []string{"eyJmb28iOiJiYXIifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJhbGciOiJIUzI1NiJ9", "eyJ.eyJ.abc", "keyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"},
	},
}

// secrets is credentials that no vendor marks.
var secrets = []Detector{
	{
		InfoType: "PRIVATE_KEY", Group: "Credentials",
		Doc:     "Private key block with its body: PEM (RFC 7468), OpenSSH, PGP (RFC 9580)",
		Pattern: `-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\[rn]|[\s"'+,|>])*(?:[A-Z][A-Za-z\-]{2,20}: [^\n\\"]{0,100}(?:\\[rn]|[\s"'+,|>])+)*[A-Za-z0-9+/=]{24,}`, MaxLen: 2048, Validate: validPrivateKey,
		Alone: VeryLikely, Near: VeryLikely,
		Examples: []string{
			"-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEpAIBAAKCAQEA3Zr8fQ2hT6mYp1LxWc9Vd4Nk7sBj3GgUa5eRoIqkT7vLq2Zp\n-----END RSA PRIVATE KEY-----",
			`{"private_key": "-----BEGIN PRIVATE ` + `KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDLx6Tn4Vb9Kc1M\n"}`,
			"-----BEGIN OPENSSH PRIVATE " + "KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz\n",
			"-----BEGIN RSA PRIVATE " + "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,9F3C1A7B5E2D8046\n\nkT7vLq2ZpX9dRw4sBn8yHf3mJc6gAe1uQoVi5tWxZr8fQ2hT6mYp1LxWc9Vd4Nk7\n",
		},
		Counterexamples: []string{"-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Zr8fQ2hT6mYp1LxWc9V\n", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n"},
	},
	{
		InfoType: "PRIVATE_KEY", Group: "Credentials",
		Doc:     "the same in base64, as in Kubernetes secrets",
		Pattern: `LS0tLS1CRUdJTi[A-Za-z0-9+/]{50,}={0,2}`, MaxLen: 2048, Validate: validEncodedKey,
		Alone: VeryLikely, Near: VeryLikely,
		Examples: []string{
			"tls.key: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZBQVNDQktjd2dnU2pBZ0VBQW9J",
			"LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVBM1pyOGZRMmhUNm1ZcDFMeFdjOVZkNE5r",
			`"key":"LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSUxCcjlxMnZMeDZUbjRWYjlLYzFNZjdIZDNKcw=="`,
		},
		Counterexamples: []string{
			"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUR6VENDQXJXZ0F3SUJBZ0lRQ0xaVjRNUFFyR2RoWTNkaktqZ0F3SUJBZ0lR", "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t", "xLS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lHOXcwQkFRRUZBQVND",
		},
	},
	{
		InfoType: "URL_WITH_CREDENTIALS", Group: "Credentials",
		Doc:     "URL with a user and a password (RFC 3986, section 3.2.1), databases' and brokers' included; placeholders are not reported",
		Pattern: `[A-Za-z][A-Za-z0-9+.\-]{1,31}://[^\s/?#@"'<>\x60:]*:[^\s/?#@"'<>\x60]+@[A-Za-z0-9_.:\-\[\]]+`, MaxLen: 512, Scan: nil, Validate: validURL,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"postgres://app:S3cr8t-pw@db.example.com:5432/prod", "redis://:9fKq2vLx@cache:6379/0", `url = "https://deploy:glx8Zr2Lq@git.example.com/x.git"`, "amqp://svc:hunter42@10.0.0.5/vhost"},
		Counterexamples: []string{"https://example.com:8080/path@x", "postgres://user:password@localhost/db", "https://user:${PASSWORD}@host/", "https://user:<password>@host/", "http://host/a:b@c", "mysql://root:xxxx@host"},
	},
	{
		InfoType: "URL_WITH_CREDENTIALS", Group: "Credentials",
		Doc:     "data source names of Go's MySQL driver",
		Pattern: `[A-Za-z0-9_.\-]{1,64}:[^\s/?#@"'<>\x60:]+@(?:tcp|unix)\([A-Za-z0-9_.:\-\[\]/]+\)`, MaxLen: 300, Validate: validDSN,
		Alone: VeryLikely, Near: VeryLikely,
		Examples:        []string{"app:S3cr8t-pw@tcp(db.example.com:3306)/prod", `dsn := "root:hunter42@tcp(127.0.0.1:3306)/app"`, "svc:9fKq2vLx@unix(/run/mysqld.sock)/x"},
		Counterexamples: []string{"user:password@tcp(localhost:3306)/db", "app:${PW}@tcp(db:3306)/prod", "app@tcp(db:3306)/prod", "app:xxxx@tcp(db:3306)/prod"},
	},
	{
		InfoType: "PASSWORD", Group: "Credentials",
		Doc:     "Value of a field or variable named password in data, configuration or code; placeholders, templates, references and calls are not reported",
		Pattern: `[^\s"'<>,;()]{5,}`, MaxLen: 128, Validate: validPassword,
		FieldNames: []string{
			"password", "passwords", "passwd", "pwd", "pass", "passphrase", "pass phrase", "passcode", "userpassword", "userpass", "dbpassword", "dbpass", "mypassword", "root password", "password plaintext", "password clear", "pw",
			"passwort", "kennwort", "mot de passe", "motdepasse", "mdp", "contraseña", "contrasena", "clave", "senha", "hasło", "haslo", "wachtwoord", "lösenord", "losenord", "adgangskode", "passord", "salasana", "jelszó", "heslo", "пароль", "密码", "密碼", "パスワード", "비밀번호",
		},
		Alone: Likely, Near: Likely,
		Examples:        []string{"password=hunter2!", `db_password: "Tr0ub4dor&3"`, `{"password":"p4ssw0rd-9x"}`, "spring.datasource.password = kT7vLq2Z", `$passwort = 'Sommer2023!'`},
		Counterexamples: []string{"password=${DB_PASSWORD}", "password: <password>", "password: changeme", "password=********", `password = os.getenv("PW1")`, "password: null", "password: string", "the password must have 8 characters", "password_hash: 9f3c1a7b5e", "password = user.password1", "password: {{ vault_pw1 }}", "password={password1!r}"},
	},
	{
		InfoType: "PASSWORD", Group: "Credentials",
		Doc:     "secrets, tokens and API keys: random values only",
		Pattern: `[^\s"'<>,;()\x60]{12,}`, MaxLen: 512, Validate: validSecretValue,
		FieldNames: []string{
			"secret", "secrets", "client secret", "clientsecret", "app secret", "appsecret", "consumer secret", "api secret", "apisecret", "secret key", "secretkey", "shared secret", "webhook secret", "jwt secret", "cookie secret", "session secret", "secret key base", "oauth secret", "secret token", "secret value", "master secret",
			"token", "access token", "accesstoken", "auth token", "authtoken", "refresh token", "refreshtoken", "bearer token", "bearer", "api token", "apitoken", "private token", "oauth token", "id token", "session token", "sessiontoken", "user token", "bot token", "deploy token", "personal access token", "security token",
			"api key", "apikey", "x api key", "app key", "appkey", "access key", "accesskey", "secret access key", "account key", "accountkey", "storage key", "shared access key", "sharedaccesskey", "encryption key", "encryptionkey", "signing key", "signingkey", "master key", "license key", "private key", "auth key", "authkey", "service key", "subscription key",
			"credential", "credentials", "auth", "sig",
		},
		Alone: Likely, Near: Likely,
		Examples:        []string{"api_key = 9f3c1a7b5e2d8046c1f7a3b9", `"client_secret": "Zr8fQ~2hT6mYp1LxWc9Vd4Nk7"`, "export SLACKISH_TOKEN='kT7vLq2ZpX9dRw4sBn8y'", "AccountKey=Lx6Tn4Vb9Kc1Mf7Hd3Js5Gp0YaUeIo=="},
		Counterexamples: []string{"api_key = YOUR_API_KEY_123", "token: refresh-token-v2", "secret: my-app-secret-01", "token = get_token(user1)", "api_key: ${API_KEY}", "token: aaaaaaaaaaaaaaaa1111", "secret = config.auth.secret1", "next_page: 9f3c1a7b5e2d8046c1f7a3b9"},
	},
	{
		InfoType: "PASSWORD", Group: "Credentials",
		Doc:     "HTTP authorization (RFC 7617, RFC 6750)",
		Pattern: `(?:(?:Bearer|Basic|Token|token|bearer|basic) )?[A-Za-z0-9._~+/\-]{12,}={0,2}`, MaxLen: 2048, Validate: validAuthorization,
		FieldNames: []string{"authorization", "proxy authorization", "x authorization", "auth header"},
		Alone:      Likely, Near: Likely,
		Examples:        []string{"Authorization: Basic c3ZjOmtUN3ZMcTJacFg5ZA==", `{"Authorization":"Bearer Zr8fQ2hT6mYp1LxWc9Vd4Nk7"}`, "proxy-authorization: token 9f3c1a7b5e2d8046c1f7a3b9"},
		Counterexamples: []string{"Authorization: Bearer <token>", "Authorization: Bearer YOUR_ACCESS_TOKEN_12", "Authorization: Basic realm", "Authorization: Bearer ${TOKEN}", "Authorization: Bearer xxxxxxxxxxxxxxxx", "authorization = self.headers.get(x1)"},
	},
	{
		InfoType: "PASSWORD", Group: "Credentials",
		Doc:     "elements and attributes of XML, options of commands",
		Pattern: `(?:<(?:[A-Za-z]+[.:\-]?)?` + secretName + `>|--(?:[a-z]+-)?(?:password|passwd|pass|token|secret|api-key|secret-key)(?: +|=)['"]?|(?:key|name)=["'](?:[A-Za-z0-9_.:\-]*[_.:\-])?[A-Za-z]*` + secretName + `["'] +value=["'])[^\s"'<>,;()\x60]{8,}`, MaxLen: 300, Validate: validOption,
		Alone: Likely, Near: Likely,
		Examples:        []string{"<password>kT7vLq2Z</password>", "mysql --user app --password kT7vLq2Z", "cli login --api-key='9f3c1a7b5e2d8046c1f7a3b9'", "<db.password>S3cr8t-pw</db.password>", `<add key="SmtpPassword" value="S3cr8t-pw"/>`},
		Counterexamples: []string{`<add key="SmtpPassword" value="${SMTP_PW1}"/>`, "<password>${db.password}</password>", "<password>password</password>", "tool --password $PASSWORD", "--password-file /run/secret1", "--token TOKEN", "<password></password>"},
	},
	{
		InfoType: "PASSWORD", Group: "Credentials",
		Doc:     "entries of .netrc",
		Pattern: `login\s+[^\s"'<>]+\s+password\s+[^\s"'<>]{5,}`, MaxLen: 300, Validate: validNetrc,
		Alone: Likely, Near: Likely,
		Examples:        []string{"machine git.example.com login deploy password kT7vLq2Z", "machine a.example.com\n  login svc\n  password 9f3c1a7b", "default login x password S3cr8t-pw"},
		Counterexamples: []string{"login with your password kT7vLq2Z", "machine x login y password secret", "login password form", "login user password <password>"},
	},
}

// secretName is the last word of the name of a secret, as XML and configuration spell it.
const secretName = `(?:[Pp]assword|PASSWORD|[Pp]asswd|[Pp]wd|[Ss]ecret|[Aa]pi_?[Kk]ey|[Aa]ccess_?[Kk]ey|[Ss]ecret_?[Kk]ey|[Ss]ecretAccessKey|[Tt]oken)`
