"""Well-known calls that block: what they are called and what the objects are that have them. Tables and a look-up.

A name in `CALLS` is canonical (`time.sleep`, `requests.Session.get`); `*` stands for any rest, as in `fnmatch`.
Quick local work, such as reading a small file, is not in here.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

CALLS = """
time.sleep
builtins.input
os.system os.popen os.wait os.waitpid
getpass.getpass
select.select select.poll.poll select.epoll.poll selectors.*.select
subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.getoutput
subprocess.getstatusoutput subprocess.Popen.wait subprocess.Popen.communicate
sh.* plumbum.local.* pexpect.run pexpect.spawn.expect pexpect.spawn.wait
threading.Thread.join threading.Event.wait threading.Condition.wait threading.Condition.wait_for threading.Barrier.wait
multiprocessing.Process.join multiprocessing.Pool.map multiprocessing.Pool.join multiprocessing.Pool.starmap
multiprocessing.pool.Pool.map multiprocessing.pool.ThreadPool.map
concurrent.futures.Future.result concurrent.futures.Future.exception concurrent.futures.wait
concurrent.futures.as_completed
queue.Queue.get queue.Queue.join queue.LifoQueue.get queue.PriorityQueue.get queue.SimpleQueue.get
multiprocessing.Queue.get multiprocessing.Connection.recv
asyncio.run asyncio.Runner.run
urllib.request.urlopen urllib.request.urlretrieve urllib.request.OpenerDirector.open
http.client.HTTPConnection.request http.client.HTTPConnection.getresponse http.client.HTTPConnection.connect
http.client.HTTPSConnection.request http.client.HTTPSConnection.getresponse http.client.HTTPSConnection.connect
requests.get requests.post requests.put requests.patch requests.delete requests.head requests.options requests.request
requests.api.get requests.api.post requests.api.put requests.api.patch requests.api.delete requests.api.head
requests.Session.get requests.Session.post requests.Session.put requests.Session.patch requests.Session.delete
requests.Session.head requests.Session.options requests.Session.request requests.Session.send
httpx.get httpx.post httpx.put httpx.patch httpx.delete httpx.head httpx.options httpx.request httpx.stream
httpx.Client.get httpx.Client.post httpx.Client.put httpx.Client.patch httpx.Client.delete httpx.Client.head
httpx.Client.options httpx.Client.request httpx.Client.send httpx.Client.stream
urllib3.request urllib3.PoolManager.request urllib3.PoolManager.urlopen urllib3.HTTPConnectionPool.request
socket.create_connection socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr
socket.socket.connect socket.socket.recv socket.socket.recvfrom socket.socket.recv_into socket.socket.accept
socket.socket.sendall socket.socket.makefile
ssl.SSLSocket.recv ssl.SSLSocket.connect ssl.SSLSocket.do_handshake ssl.get_server_certificate
ftplib.FTP ftplib.FTP.* ftplib.FTP_TLS ftplib.FTP_TLS.*
smtplib.SMTP smtplib.SMTP.* smtplib.SMTP_SSL smtplib.SMTP_SSL.*
imaplib.IMAP4 imaplib.IMAP4.* imaplib.IMAP4_SSL imaplib.IMAP4_SSL.* poplib.POP3 poplib.POP3.* poplib.POP3_SSL
poplib.POP3_SSL.* telnetlib.Telnet telnetlib.Telnet.*
xmlrpc.client.ServerProxy.*
sqlite3.Connection.execute sqlite3.Connection.executemany sqlite3.Connection.executescript sqlite3.Connection.commit
sqlite3.Cursor.execute sqlite3.Cursor.executemany sqlite3.Cursor.executescript sqlite3.Cursor.fetchall
psycopg2.connect psycopg2.extensions.cursor.execute psycopg2.extensions.cursor.executemany
psycopg2.extensions.connection.commit psycopg2.extensions.cursor.fetchall
psycopg.connect psycopg.Connection.connect psycopg.Connection.execute psycopg.Connection.commit psycopg.Cursor.execute
psycopg.Cursor.fetchall psycopg.Cursor.executemany
pymysql.connect pymysql.connections.Connection.commit pymysql.cursors.Cursor.execute pymysql.cursors.Cursor.fetchall
MySQLdb.connect MySQLdb.connections.Connection.commit MySQLdb.cursors.Cursor.execute
mysql.connector.connect mysql.connector.Connection.commit mysql.connector.Cursor.execute
mysql.connector.Cursor.fetchall
pyodbc.connect pyodbc.Connection.execute pyodbc.Cursor.execute duckdb.connect duckdb.sql duckdb.query
duckdb.DuckDBPyConnection.execute duckdb.DuckDBPyConnection.sql
oracledb.connect oracledb.Cursor.execute cx_Oracle.connect snowflake.connector.connect
clickhouse_connect.get_client clickhouse_driver.Client.execute
sqlalchemy.engine.Engine.connect sqlalchemy.engine.Connection.execute sqlalchemy.engine.Connection.commit
sqlalchemy.orm.Session.execute sqlalchemy.orm.Session.commit sqlalchemy.orm.Session.scalars
sqlalchemy.orm.Session.scalar sqlalchemy.orm.Session.get sqlalchemy.orm.Session.flush sqlalchemy.orm.Session.refresh
sqlmodel.Session.exec sqlmodel.Session.commit sqlmodel.Session.get sqlmodel.Session.refresh
peewee.Database.connect
redis.Redis.* redis.client.Redis.* redis.client.Pipeline.execute redis.StrictRedis.* pymemcache.client.base.Client.*
pymongo.collection.Collection.* pymongo.database.Database.command pymongo.database.Database.list_collection_names
pymongo.MongoClient.list_database_names pymongo.MongoClient.server_info
elasticsearch.Elasticsearch.* opensearchpy.OpenSearch.* cassandra.cluster.Session.execute
cassandra.cluster.Cluster.connect
neo4j.Session.run pika.BlockingConnection pika.BlockingConnection.*
mypy_boto3_*.*Client.* types_boto3_*.*Client.*
boto3.client.* boto3.resource.* boto3.Session.client.* boto3.session.Session.client.* botocore.client.BaseClient.*
google.cloud.storage.Client.* google.cloud.bigquery.Client.* google.cloud.firestore.Client.*
google.cloud.logging.Client.* google.cloud.pubsub_v1.*Client.* google.cloud.secretmanager.*Client.*
google.cloud.compute_v1.*Client.* google.cloud.run_v2.*Client.* google.cloud.container_v1.*Client.*
google.cloud.devtools.cloudbuild_v1.*Client.* google.cloud.monitoring_v3.*Client.*
azure.storage.blob.*Client.* azure.identity.*Credential.get_token azure.cosmos.CosmosClient.*
azure.keyvault.secrets.SecretClient.* azure.mgmt.*Client.* azure.servicebus.ServiceBusClient.*
azure.data.tables.*Client.* azure.monitor.query.*Client.* azure.devops.*
kubernetes.client.CoreV1Api.* kubernetes.client.AppsV1Api.* kubernetes.client.BatchV1Api.*
kubernetes.client.CustomObjectsApi.* kubernetes.client.NetworkingV1Api.* kubernetes.client.*Api.*
kubernetes.config.load_kube_config kubernetes.watch.Watch.stream
docker.from_env docker.DockerClient docker.DockerClient.* docker.models.*.*
podman.PodmanClient.*
github.Github.get_* github.Github.search_* github.Repository.*.* gitlab.Gitlab.* jira.JIRA jira.JIRA.*
jenkins.Jenkins.* atlassian.*.* slack_sdk.WebClient.* tweepy.API.* praw.Reddit.* stripe.*.create stripe.*.list
stripe.*.retrieve twilio.rest.Client.*
paramiko.SSHClient.connect paramiko.SSHClient.exec_command paramiko.SFTPClient.* paramiko.Transport.connect
fabric.Connection.run fabric.Connection.sudo fabric.Connection.put fabric.Connection.get
netmiko.ConnectHandler netmiko.ConnectHandler.* invoke.run
git.Repo.clone_from git.Remote.fetch git.Remote.pull git.Remote.push
openai.OpenAI.*.* openai.AzureOpenAI.*.* openai.ChatCompletion.create openai.Completion.create
anthropic.Anthropic.*.* ollama.chat ollama.generate ollama.list ollama.pull ollama.show ollama.embeddings
ollama.Client.* mistralai.Mistral.*.* cohere.Client.* groq.Groq.*.* litellm.completion litellm.embedding
huggingface_hub.hf_hub_download huggingface_hub.snapshot_download
grpc.insecure_channel.* dns.resolver.resolve dns.resolver.query whois.whois ping3.ping speedtest.Speedtest.*
feedparser.parse yfinance.download yfinance.Ticker.history yt_dlp.YoutubeDL.*
psutil.cpu_percent psutil.Process.wait psutil.wait_procs
serial.Serial.read serial.Serial.readline serial.Serial.write serial.Serial.read_until smbus.SMBus.*
pip.main gdown.download wget.download shutil.copytree shutil.make_archive shutil.unpack_archive
tkinter.mainloop pyperclip.waitForPaste pyperclip.waitForNewPaste
asgiref.sync.async_to_sync anyio.run trio.run
"""

RETURNS: dict[str, str] = {
    "re.compile": "re.Pattern",
    "re.match": "re.Match",
    "re.search": "re.Match",
    "re.fullmatch": "re.Match",
    "re.Pattern.match": "re.Match",
    "re.Pattern.search": "re.Match",
    "re.Pattern.fullmatch": "re.Match",
    "requests.session": "requests.Session",
    "requests.sessions.Session": "requests.Session",
    "sqlite3.connect": "sqlite3.Connection",
    "sqlite3.Connection.cursor": "sqlite3.Cursor",
    "sqlite3.Connection.execute": "sqlite3.Cursor",
    "sqlite3.Cursor.execute": "sqlite3.Cursor",
    "psycopg2.connect": "psycopg2.extensions.connection",
    "psycopg2.extensions.connection.cursor": "psycopg2.extensions.cursor",
    "psycopg.connect": "psycopg.Connection",
    "psycopg.Connection.connect": "psycopg.Connection",
    "psycopg.Connection.cursor": "psycopg.Cursor",
    "psycopg.Connection.execute": "psycopg.Cursor",
    "pymysql.connect": "pymysql.connections.Connection",
    "pymysql.connections.Connection.cursor": "pymysql.cursors.Cursor",
    "MySQLdb.connect": "MySQLdb.connections.Connection",
    "MySQLdb.connections.Connection.cursor": "MySQLdb.cursors.Cursor",
    "mysql.connector.connect": "mysql.connector.Connection",
    "mysql.connector.Connection.cursor": "mysql.connector.Cursor",
    "pyodbc.connect": "pyodbc.Connection",
    "pyodbc.Connection.cursor": "pyodbc.Cursor",
    "pyodbc.Connection.execute": "pyodbc.Cursor",
    "duckdb.connect": "duckdb.DuckDBPyConnection",
    "duckdb.DuckDBPyConnection.cursor": "duckdb.DuckDBPyConnection",
    "oracledb.Connection.cursor": "oracledb.Cursor",
    "oracledb.connect": "oracledb.Connection",
    "sqlalchemy.create_engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.engine.create_engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.engine.Engine.connect": "sqlalchemy.engine.Connection",
    "sqlalchemy.engine.Engine.begin": "sqlalchemy.engine.Connection",
    "sqlmodel.create_engine": "sqlalchemy.engine.Engine",
    "redis.from_url": "redis.Redis",
    "redis.Redis.from_url": "redis.Redis",
    "redis.Redis.pipeline": "redis.client.Pipeline",
    "boto3.client": "boto3.client",
    "boto3.resource": "boto3.resource",
    "boto3.Session.client": "boto3.client",
    "boto3.session.Session.client": "boto3.client",
    "boto3.Session.resource": "boto3.resource",
    "boto3.session.Session.resource": "boto3.resource",
    "docker.from_env": "docker.DockerClient",
    "docker.client.from_env": "docker.DockerClient",
    "docker.DockerClient.containers.get": "docker.models.containers.Container",
    "docker.DockerClient.images.get": "docker.models.images.Image",
    "docker.DockerClient.volumes.get": "docker.models.volumes.Volume",
    "urllib.request.build_opener": "urllib.request.OpenerDirector",
    "socket.socket": "socket.socket",
    "socket.create_connection": "socket.socket",
    "socket.socket.accept": "builtins.tuple",
    "select.poll": "select.poll",
    "select.epoll": "select.epoll",
    "selectors.DefaultSelector": "selectors.DefaultSelector",
    "concurrent.futures.ThreadPoolExecutor.submit": "concurrent.futures.Future",
    "concurrent.futures.ProcessPoolExecutor.submit": "concurrent.futures.Future",
    "concurrent.futures.thread.ThreadPoolExecutor.submit": "concurrent.futures.Future",
    "asyncio.run_coroutine_threadsafe": "concurrent.futures.Future",
    "asyncio.create_task": "asyncio.Task",
    "asyncio.ensure_future": "asyncio.Task",
    "asyncio.get_event_loop": "asyncio.AbstractEventLoop",
    "asyncio.get_running_loop": "asyncio.AbstractEventLoop",
    "asyncio.new_event_loop": "asyncio.AbstractEventLoop",
    "asyncio.AbstractEventLoop.create_task": "asyncio.Task",
    "asyncio.AbstractEventLoop.run_in_executor": "asyncio.Future",
    "kubernetes.config.new_client_from_config": "kubernetes.client.ApiClient",
    "logging.getLogger": "logging.Logger",
    "textual.worker.get_current_worker": "textual.worker.Worker",
    "structlog.get_logger": "logging.Logger",
    "threading.current_thread": "threading.Thread",
    "threading.main_thread": "threading.Thread",
    "threading.Lock": "threading.Lock",
    "threading.RLock": "threading.RLock",
    "multiprocessing.Queue": "multiprocessing.Queue",
    "multiprocessing.Pool": "multiprocessing.Pool",
    "paramiko.SSHClient.open_sftp": "paramiko.SFTPClient",
    "github.Github.get_repo": "github.Repository.Repository",
    "gspread.service_account": "gspread.Client",
    "pymongo.MongoClient.get_database": "pymongo.database.Database",
    "pymongo.database.Database.get_collection": "pymongo.collection.Collection",
}
"""What well-known functions return, where that is not the class they are named for."""

RENAMED: dict[str, str] = {
    "requests.sessions.Session": "requests.Session",
    "requests.session.Session": "requests.Session",
    "httpx._client.Client": "httpx.Client",
    "concurrent.futures.thread.ThreadPoolExecutor": "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures._base.Future": "concurrent.futures.Future",
    "sqlalchemy.engine.base.Engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.engine.base.Connection": "sqlalchemy.engine.Connection",
    "sqlalchemy.Engine": "sqlalchemy.engine.Engine",
    "sqlalchemy.Connection": "sqlalchemy.engine.Connection",
    "sqlalchemy.orm.session.Session": "sqlalchemy.orm.Session",
    "redis.client.Redis": "redis.Redis",
    "redis.StrictRedis": "redis.Redis",
    "pymongo.mongo_client.MongoClient": "pymongo.MongoClient",
    "docker.client.DockerClient": "docker.DockerClient",
    "docker.APIClient": "docker.DockerClient",
    "psycopg2.extensions.Connection": "psycopg2.extensions.connection",
    "kubernetes.client.api.core_v1_api.CoreV1Api": "kubernetes.client.CoreV1Api",
    "paramiko.client.SSHClient": "paramiko.SSHClient",
    "subprocess.Popen": "subprocess.Popen",
    "threading.Timer": "threading.Timer",
}
"""Other places from which well-known classes are imported."""

QUIET_METHODS = frozenset(
    "bucket blob collection document dataset table batch transaction generate_presigned_url generate_presigned_post "
    "get_waiter get_blob_client get_container_client get_queue_client get_table_client get_topic_sender path bake "
    "close __init__ __enter__ __exit__ register_script pipeline pubsub lock from_url with_options meta exceptions "
    "get_paginator can_paginate set_debuglevel quit bind dispose add_command fromkeys copy".split()
)
"""Methods of clients matched by `*` that do not wait, or not for long."""

_PARTLY_ASYNC = re.compile(r"(^|\.)(aio|asyncio|async_|_async|aioredis)(\.|$)|Async")


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    exact = frozenset(item for item in patterns if not any(char in item for char in "*?["))
    globs = [translate(item) for item in patterns if item not in exact]
    return exact, re.compile("|".join(globs) or r"(?!)")


@lru_cache(maxsize=1)
def _well_known() -> dict[str, tuple[str, ...]]:
    """The patterns by the package that they are about; by "" those that are about several, of which a star tells."""
    found: dict[str, tuple[str, ...]] = {}
    for pattern in CALLS.split():
        head = pattern.partition(".")[0]
        key = "" if "*" in head else head
        found[key] = (*found.get(key, ()), pattern)
    return found


@lru_cache(maxsize=100_000)
def blocks(dotted: str, patterns: tuple[str, ...] = ()) -> bool:
    """Whether a call by this canonical name waits: by the table, or by the patterns that the user gave."""
    if matches(dotted, patterns):
        return True
    known = _well_known()
    # Only the patterns of its package are made ready: all of them together take as long as to read a few files.
    for patterns in (known.get(dotted.partition(".")[0], ()), known.get("", ())):
        exact, globs = _compiled(patterns)
        if dotted in exact:
            return True
        if globs.match(dotted):
            break
    else:
        return False
    if _PARTLY_ASYNC.search(dotted):
        return False
    method = dotted.rpartition(".")[2]
    return method not in QUIET_METHODS and not method.startswith(("_", "from_")) and not method[:1].isupper()


def matches(dotted: str, patterns: tuple[str, ...]) -> bool:
    """Whether a name is one of those that the user's patterns mean."""
    if not patterns:
        return False
    exact, globs = _compiled(patterns)
    return dotted in exact or globs.match(dotted) is not None
