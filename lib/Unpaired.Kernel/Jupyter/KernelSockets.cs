using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NetMQ;
using NetMQ.Sockets;

namespace Unpaired.Kernel.Jupyter;

/// <summary>The channels on which messages travel.</summary>
internal enum KernelChannel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>
/// The five sockets of a kernel. One thread owns them all: it answers heartbeats, hands on what comes and sends what
/// others put into its queue, in that order.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<KernelChannel, NetMQSocket> sockets = [];
    private readonly List<NetMQSocket> all = [];
    private readonly NetMQQueue<(KernelChannel Channel, IReadOnlyList<byte[]> Frames)> outgoing = new();
    private readonly Action<KernelChannel, IReadOnlyList<byte[]>> received;
    private readonly Action<byte[]> subscribed;
    private readonly NetMQPoller poller = [];
    private volatile bool disposed;

    /// <summary>Binds all sockets; nothing is received before <see cref="Start"/>.</summary>
    /// <param name="wanted">Addresses; ports of 0 are chosen here.</param>
    /// <param name="received">Told of what comes, on the sockets' thread: must not take long nor throw.</param>
    /// <param name="subscribed">Told of each new subscription to iopub, with its topic.</param>
    /// <exception cref="IOException">A port is taken, or the address is not this machine's.</exception>
    public KernelSockets(
        ConnectionInfo wanted, Action<KernelChannel, IReadOnlyList<byte[]>> received, Action<byte[]> subscribed)
    {
        this.received = received;
        this.subscribed = subscribed;
        try
        {
            var heartbeat = new ResponseSocket();
            heartbeat.ReceiveReady += (_, ready) => ready.Socket.SendMultipartMessage(
                ready.Socket.ReceiveMultipartMessage());
            Connection = wanted with
            {
                HeartbeatPort = Bind(heartbeat, wanted.Ip, wanted.HeartbeatPort),
                ShellPort = Bind(Requests(KernelChannel.Shell), wanted.Ip, wanted.ShellPort),
                ControlPort = Bind(Requests(KernelChannel.Control), wanted.Ip, wanted.ControlPort),
                StdinPort = Bind(Requests(KernelChannel.Stdin), wanted.Ip, wanted.StdinPort),
                IopubPort = Bind(Publisher(), wanted.Ip, wanted.IopubPort),
            };
        }
        catch
        {
            all.ForEach(socket => socket.Dispose());
            outgoing.Dispose();
            poller.Dispose();
            throw;
        }
        outgoing.ReceiveReady += (_, _) =>
        {
            while (outgoing.TryDequeue(out var message, TimeSpan.Zero))
                sockets[message.Channel].SendMultipartBytes(message.Frames);
        };
        poller.Add(outgoing);
        foreach (var socket in all)
            poller.Add(socket);
    }

    /// <summary>Where the sockets are bound.</summary>
    public ConnectionInfo Connection { get; }

    /// <summary>Begins to receive and to send.</summary>
    public void Start() => poller.RunAsync("Jupyter sockets");

    /// <summary>Sends, from any thread; messages leave in the order of the calls.</summary>
    public void Send(KernelChannel channel, IReadOnlyList<byte[]> frames)
    {
        try
        {
            outgoing.Enqueue((channel, frames));
        }
        catch (Exception problem) when (disposed && problem is ObjectDisposedException or NetMQException)
        {
            // Late output of background work: nobody listens any more.
        }
    }

    /// <summary>Sends what is still queued, then closes.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        if (poller.IsRunning)
            poller.Stop();
        while (outgoing.TryDequeue(out var message, TimeSpan.Zero))
            sockets[message.Channel].SendMultipartBytes(message.Frames);
        poller.Dispose();
        all.ForEach(socket => socket.Dispose());
        outgoing.Dispose();
    }

    private RouterSocket Requests(KernelChannel channel)
    {
        var socket = new RouterSocket();
        socket.ReceiveReady += (_, ready) =>
            received(channel, [.. ready.Socket.ReceiveMultipartMessage().Select(frame => frame.ToByteArray())]);
        sockets[channel] = socket;
        return socket;
    }

    /// <summary>A publisher that is told of subscriptions.</summary>
    private XPublisherSocket Publisher()
    {
        var socket = new XPublisherSocket();
        socket.Options.XPubVerbose = true; // of every client, not only of the first
        socket.ReceiveReady += (_, ready) =>
        {
            byte[] message = ready.Socket.ReceiveMultipartMessage()[0].ToByteArray();
            if (message is [1, .. var topic])
                subscribed(topic);
        };
        sockets[KernelChannel.Iopub] = socket;
        return socket;
    }

    private int Bind(NetMQSocket socket, string ip, int port)
    {
        all.Add(socket);
        socket.Options.Linger = Linger;
        socket.Options.SendHighWatermark = 0; // outputs are never dropped, however slow the client
        socket.Options.ReceiveHighWatermark = 0;
        try
        {
            if (port == 0)
                return socket.BindRandomPort($"tcp://{Address(ip)}");
            for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(Pause))
                try
                {
                    socket.Bind($"tcp://{Address(ip)}:{port}");
                    return port;
                }
                catch (AddressAlreadyInUseException) when (waited.Elapsed < Patience)
                {
                    // After a restart the kernel before may not have let go of it yet.
                }
        }
        catch (Exception problem) when (problem is NetMQException or SocketException)
        {
            throw new IOException($"The kernel cannot use {ip}:{port}: {problem.Message}", problem);
        }
    }

    private static string Address(string ip) =>
        IPAddress.TryParse(ip, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip;
}
